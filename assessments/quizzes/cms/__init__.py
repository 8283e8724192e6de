"""What the CMS has for those who write the tests: questions, cases, quizzes."""
