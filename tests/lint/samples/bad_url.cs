<a href="javascript:go()">x</a>
