<p><?cs uvar:Name ?></p>
