<?cs # a > b, style="x" and onclick=y in a comment hurt nobody ?>
<?cs include!"list.cs" ?>
<form method="post" action="/x"><?cs call:csrf() ?>
<input id="a" name="a" value="<?cs var:A.Value ?>"<?cs if:A.On ?> checked<?cs /if ?><?cs call:about("a", A.Error, "1") ?>>
<a href="/edit?id=<?cs var:Id ?>"<?cs if:Here == "/a" ?> aria-current="page"<?cs /if ?>>x</a>
<button class="<?cs if:A.On ?>on<?cs else ?>off<?cs /if ?>" type="submit">Go</button>
</form>
<script type="module" src="/static/a.js?v=<?cs var:V ?>"></script>
<p><?cs var:html_escape(A) ?> + <?cs var:B ?></p>
