{{- define "community" -}}{{ if semverCompare ">=2.12.0" .Chart.Version }}yes{{ end }}{{- end -}}
{{- define "license" -}}
{{- if not (include "community" .) -}}
{{- if .Values.pachd.enterpriseLicenseKeySecretName }}{{ .Values.pachd.enterpriseLicenseKeySecretName }}{{ else if .Values.pachd.enterpriseLicenseKey }}pachyderm-license{{ end -}}
{{- end -}}
{{- end -}}
{{- define "auth" -}}
{{- if and .Values.pachd.activateAuth (or (include "community" .) (include "license" .) .Values.pachd.activateEnterpriseMember) }}yes{{ end -}}
{{- end -}}
{{- define "mock" -}}
{{- if and .Values.oidc.mockIDP (not .Values.oidc.upstreamIDPs) (not .Values.oidc.upstreamIDPsSecretName) }}yes{{ end -}}
{{- end -}}
{{- define "idps" -}}
{{- if .Values.oidc.upstreamIDPsSecretName }}{{ .Values.oidc.upstreamIDPsSecretName }}{{ else if or .Values.oidc.upstreamIDPs .Values.oidc.mockIDP }}pachyderm-identity{{ end -}}
{{- end -}}
{{- define "enterprise" -}}
{{- if not (include "community" .) -}}
{{- if .Values.pachd.enterpriseSecretSecretName }}{{ .Values.pachd.enterpriseSecretSecretName }}{{ else if or .Values.pachd.enterpriseSecret (include "license" .) }}pachyderm-enterprise{{ end -}}
{{- end -}}
{{- end -}}
{{- define "from" }}
- name: {{ .env }}
  valueFrom: {secretKeyRef: {name: {{ .name | quote }}, key: {{ .key }}}}
{{- end -}}
