// GIFT on the standard input, what gift-pegjs reads in it as JSON on the standard output: one entry a
// question with its kind, key and fractions. A file that it cannot read ends with the place and why.
"use strict";

const { readFileSync } = require("node:fs");
const { parse } = require("gift-pegjs");

const text = (part) => (part === null || part === undefined ? "" : part.text);

// Marks in a partner stay as the reader's own placeholders for them: it decodes all other texts.
const decoded = (partner) => partner.replace(/&&(\d{3});?/g, (_all, code) => String.fromCharCode(code));

const answers = {
  MC: (question) =>
    question.choices.map((each) => [
      each.weight === null ? (each.isCorrect ? 100 : 0) : each.weight,
      text(each.text),
      text(each.feedback),
    ]),
  TF: (question) => [question.isTrue, text(question.trueFeedback), text(question.falseFeedback)],
  Matching: (question) => question.matchPairs.map((each) => [text(each.subquestion), decoded(each.subanswer)]),
  Numerical: (question) =>
    [].concat(question.choices).map(({ text: found }) => [found.number, found.range]),
  Description: () => [],
};

function told(question) {
  return {
    id: question.id,
    kind: question.type,
    name: question.title,
    tags: question.tags,
    stem: text(question.stem),
    general: text(question.globalFeedback),
    answers: answers[question.type](question),
  };
}

try {
  const found = parse(readFileSync(0, "utf8"));
  process.stdout.write(
    JSON.stringify(found.filter((each) => each.type !== "Category").map(told)),
  );
} catch (error) {
  const { line, column } = error.location?.start ?? {};
  process.stderr.write(`line ${line}, column ${column}: ${error.message}\n`);
  process.exitCode = 1;
}
