/* the browser runtime */
;CloudflareApps.siteId="24f76482a8a88fed19b143004b5cc1fa";
CloudflareApps.installs=CloudflareApps.installs||{};
CloudflareApps.installs["FCqjpNpjb-x3"]={appId:"nBWyZbBvNCSh",scope:{}};
CloudflareApps.installs["FCqjpNpjb-x3"].options={};
;CloudflareApps.internal.addScript('/cdn-cgi/apps/body/a5RJzHNgaruNtdjEN6XzrMhGPnw.js');
