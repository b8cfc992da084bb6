<form method="post" action="/x"><button type="submit">Go</button></form>
