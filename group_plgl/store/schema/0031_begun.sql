-- What is known before it is there: the file of a task, and a request of a program that is being worked on.

COMMENT ON COLUMN tasks.sha256 IS 'SHA-256 of the file that came of it, 64 hex digits, named before it lies there; empty before that.';
COMMENT ON COLUMN api_answers.status IS 'HTTP status of the answer; 0 while the request is being worked on, and where the server stopped meanwhile.';
