// node lint.cjs DOCKERFILE...: one line a finding, and exit code 1 if there is any.
const { readFileSync } = require("fs");
const { validate, ValidationSeverity } = require("dockerfile-utils");

const rules = [
  "deprecatedMaintainer", "directiveCasing", "emptyContinuationLine", "instructionCasing", "instructionCmdMultiple",
  "instructionEntrypointMultiple", "instructionHealthcheckMultiple", "instructionJSONInSingleQuotes",
  "instructionUnnecessaryArgument", "instructionWorkdirRelative",
];
const settings = Object.fromEntries(rules.map(rule => [rule, ValidationSeverity.ERROR]));

for (const file of process.argv.slice(2)) {
  for (const finding of validate(readFileSync(file, "utf8"), settings)) {
    console.log(`${file}:${finding.range.start.line + 1}: ${finding.message}`);
    process.exitCode = 1;
  }
}
