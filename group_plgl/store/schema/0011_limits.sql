-- What a host asked the pictures of a group to keep to: settled when the group is founded, as JSON.

ALTER TABLE groups ADD COLUMN limits TEXT DEFAULT '';
COMMENT ON TABLE groups IS 'People together, with a space (name@version), a question, a join code and a privacy mode (identified, pseudonymous, anonymous; k is the fewest members anything shown of an anonymous group rests on); limits are the ends of genes and the palette that all its pictures keep to, as JSON, empty without any.';
