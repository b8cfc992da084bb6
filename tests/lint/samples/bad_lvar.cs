<p><?cs lvar:Name ?></p>
