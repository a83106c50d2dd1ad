'use strict';
var Library = { use: function (plan) { seen('plan ' + plan) } };
function helper () { return 1 }
var shared = helper()
undeclared = 'only in sloppy mode'
let inner = 'stays inside'
