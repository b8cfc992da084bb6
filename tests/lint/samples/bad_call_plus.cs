<p><?cs var:html_escape(Name) + Other ?></p>
