<a href=<?cs var:Url ?>>x</a>
