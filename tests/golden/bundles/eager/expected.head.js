/* the browser runtime */
;CloudflareApps.siteId="24f76482a8a88fed19b143004b5cc1fa";
CloudflareApps.installs=CloudflareApps.installs||{};
CloudflareApps.installs["FCqjpNpjb-x3"]={appId:"nBWyZbBvNCSh",scope:{}};
CloudflareApps.installs["FCqjpNpjb-x3"].options={};
;(function(){var s=document.createElement('script');s.src='/cdn-cgi/apps/body/Mc6ZnBJFZSDw1w1dKcroMFECbLE.js';document.head.appendChild(s)})();
