<p><?cs evar:Name ?></p>
