;if(CloudflareApps.matchPage(CloudflareApps.installs['iJ2nqdyKo94M'].URLPatterns)){try{seen("bar " + CloudflareApps.installs['iJ2nqdyKo94M'].options.blocks.length + " " + shared + " " + typeof inner) // no newline behind this
}catch(e){setTimeout(function(){throw e})}};
;CloudflareApps.internal.addStyle('data:text/css;charset=utf-8;base64,LmJhciB7IHRvcDogMCB9','/cdn-cgi/apps/style/wSgZD9tgsDsZx_GGG-4k0KZXYmU-0.css');
