/* the browser runtime */
;CloudflareApps.siteId="24f76482a8a88fed19b143004b5cc1fa";
CloudflareApps.installs=CloudflareApps.installs||{};
CloudflareApps.installs["h29xmyLALXb-"]={appId:"o8KYXjb2Uh1U",scope:{}};
CloudflareApps.installs["h29xmyLALXb-"].options={"extra":{"a":1.50,"z":1},"location":{"method":"prepend","selector":"body"},"on":true,"text":"\u003c/script\u003e\u003cb\u003e\u0026"};
CloudflareApps.installs["h29xmyLALXb-"].selectors={"location.selector":"body"};
;if(CloudflareApps.matchPage(CloudflareApps.installs['h29xmyLALXb-'].URLPatterns)){try{(function () {
  'use strict'
  var options = CloudflareApps.installs['h29xmyLALXb-'].options
  var element
  function update () {
    element = CloudflareApps.createElement(options.location, element)
    element.setAttribute('app', 'ribbon')
    element.setAttribute('data-id', "h29xmyLALXb-")
  }
  window.CloudflareApps.installs['h29xmyLALXb-'].scope = {
    setOptions: function (next) { options = next; update() }
  }
  update()
})()

}catch(e){setTimeout(function(){throw e})}};
;CloudflareApps.internal.addStyle('data:text/css;charset=utf-8;base64,Y2xvdWRmbGFyZS1hcHBbYXBwPSJyaWJib24iXSB7IGNvbG9yOiAjYzAwIH0K','/cdn-cgi/apps/style/ccLlw9JiKUbfKgwg9Ez19EgTNHQ-0.css');
