<a href="/x" onclick="go()">x</a>
