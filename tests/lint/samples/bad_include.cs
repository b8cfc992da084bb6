<?cs include:"list.cs" ?>
