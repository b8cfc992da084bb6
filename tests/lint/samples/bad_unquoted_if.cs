<a<?cs if:A ?> class=<?cs var:B ?><?cs /if ?> href="/">x</a>
