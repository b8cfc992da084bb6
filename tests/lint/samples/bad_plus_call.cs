<p><?cs var:Other + html_escape(Name) ?></p>
