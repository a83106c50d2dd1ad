;if(CloudflareApps.matchPage(CloudflareApps.installs['FCqjpNpjb-x3'].URLPatterns)){try{var Old = {init: function (element, options) { seen(element, options) }}
}catch(e){setTimeout(function(){throw e})}};
;if(CloudflareApps.matchPage(CloudflareApps.installs['FCqjpNpjb-x3'].URLPatterns)){try{Old.init(Eager.createElement(CloudflareApps.installs['FCqjpNpjb-x3'].options.location), CloudflareApps.installs['FCqjpNpjb-x3'].options)
}catch(e){setTimeout(function(){throw e})}};
