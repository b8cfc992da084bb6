<?cs linclude!"list.cs" ?>
