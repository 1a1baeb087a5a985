// What the executable runs: the program of the package, compiled.
require("../dist/main.cjs");
