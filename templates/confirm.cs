<?cs # The password once more, before what is worth a thief's while. ?>
<div class="card narrow sign">
<h1>Confirm that it is you</h1>
<p>What comes next changes where alerts go, or how you sign in. So give your password again; it then holds for an hour, and for your second factor for five minutes.</p>
<?cs call:problem(Sign.Error) ?>
<form method="post" action="/confirm"><?cs call:csrf() ?>
<?cs if:Sign.Back ?><input type="hidden" name="back" value="<?cs var:Sign.Back ?>">
<?cs /if ?><p class="visually-hidden"><label for="user">Name</label><input id="user" value="<?cs var:Sign.User ?>" autocomplete="username" readonly tabindex="-1"></p>
<?cs call:password("password", "Password", "current-password", "", "") ?>
<div class="actions"><button class="btn btn-primary" type="submit">Confirm</button><a class="btn btn-ghost" href="/">Cancel</a></div>
</form>
</div>
<script type="module" src="/static/password.js?v=<?cs var:Page.Assets ?>"></script>
