/* the browser runtime */
;CloudflareApps.siteId="24f76482a8a88fed19b143004b5cc1fa";
CloudflareApps.installs=CloudflareApps.installs||{};
CloudflareApps.installs["LW1yg-O5AN8f"]={appId:"YVoe00NFOPie",scope:{}};
CloudflareApps.installs["LW1yg-O5AN8f"].options={};
CloudflareApps.installs["iJ2nqdyKo94M"]={appId:"81hODSzpLxRD",scope:{}};
CloudflareApps.installs["iJ2nqdyKo94M"].options={"blocks":[{"location":{"method":"after","selector":"#main \u003e p"}}]};
CloudflareApps.installs["iJ2nqdyKo94M"].URLPatterns=["^site.example/blog/?.*$","^site.example/\"a\"/?$"];
CloudflareApps.installs["iJ2nqdyKo94M"].selectors={"blocks[0].location.selector":"#main \u003e p"};
CloudflareApps.installs["iJ2nqdyKo94M"].product={"id":"pro"};
CloudflareApps.installs["Mn6hEktdzluB"]={appId:"YVoe00NFOPie",scope:{}};
CloudflareApps.installs["Mn6hEktdzluB"].options={};
;if(CloudflareApps.matchPage(CloudflareApps.installs['LW1yg-O5AN8f'].URLPatterns)){try{count = (window.count || 0) + 1; seen('throws ' + "LW1yg-O5AN8f"); CloudflareApps.installs['LW1yg-O5AN8f'].scope.ready = true; undefined_function(); // end
}catch(e){setTimeout(function(){throw e})}};
;if(CloudflareApps.matchPage(CloudflareApps.installs['LW1yg-O5AN8f'].URLPatterns)){try{seen(CloudflareApps.installs['LW1yg-O5AN8f'].scope.ready)
}catch(e){setTimeout(function(){throw e})}};
;if(CloudflareApps.matchPage(CloudflareApps.installs['iJ2nqdyKo94M'].URLPatterns)){try{'use strict';
var Library = { use: function (plan) { seen('plan ' + plan) } };
function helper () { return 1 }
var shared = helper()
undeclared = 'only in sloppy mode'
let inner = 'stays inside'

}catch(e){setTimeout(function(){throw e})}};
;if(CloudflareApps.matchPage(CloudflareApps.installs['iJ2nqdyKo94M'].URLPatterns)){try{Library.use(CloudflareApps.installs['iJ2nqdyKo94M'].product.id); shared += helper()
}catch(e){setTimeout(function(){throw e})}};
;if(CloudflareApps.matchPage(CloudflareApps.installs['Mn6hEktdzluB'].URLPatterns)){try{count = (window.count || 0) + 1; seen('throws ' + "Mn6hEktdzluB"); CloudflareApps.installs['Mn6hEktdzluB'].scope.ready = true; undefined_function(); // end
}catch(e){setTimeout(function(){throw e})}};
;if(CloudflareApps.matchPage(CloudflareApps.installs['Mn6hEktdzluB'].URLPatterns)){try{seen(CloudflareApps.installs['Mn6hEktdzluB'].scope.ready)
}catch(e){setTimeout(function(){throw e})}};
;CloudflareApps.internal.addScript('/cdn-cgi/apps/body/wSgZD9tgsDsZx_GGG-4k0KZXYmU.js');
