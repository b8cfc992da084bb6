<form method="post" action="/x"></form><p><?cs call:csrf() ?></p>
