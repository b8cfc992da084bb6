<p><?cs alt:Name ?>none<?cs /alt ?></p>
