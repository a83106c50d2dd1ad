;if(CloudflareApps.matchPage(CloudflareApps.installs['iJ2nqdyKo94M'].URLPatterns)){try{seen("bar " + CloudflareApps.installs['iJ2nqdyKo94M'].options.blocks.length + " " + shared + " " + typeof inner) // no newline behind this
}catch(e){setTimeout(function(){throw e})}};
;(function(){try{var l=document.createElement('link');l.rel='stylesheet';l.href='data:text/css;charset=utf-8;base64,LmJhciB7IHRvcDogMCB9';document.head.appendChild(l)}catch(e){setTimeout(function(){throw e})}})();
