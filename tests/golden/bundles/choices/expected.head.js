/* the browser runtime */
;CloudflareApps.siteId="24f76482a8a88fed19b143004b5cc1fa";
CloudflareApps.installs=CloudflareApps.installs||{};
CloudflareApps.installs["eYtXK4eJQ0lt"]={appId:"4fUcErtfQwls",scope:{}};
CloudflareApps.installs["eYtXK4eJQ0lt"].options={"bar":false,"color":"red"};
CloudflareApps.installs["iaZgO4NTXLXj"]={appId:"4fUcErtfQwls",scope:{}};
CloudflareApps.installs["iaZgO4NTXLXj"].options={"bar":true,"color":"blue"};
;if(CloudflareApps.matchPage(CloudflareApps.installs['eYtXK4eJQ0lt'].URLPatterns)){try{noBar()
}catch(e){setTimeout(function(){throw e})}};
;if(CloudflareApps.matchPage(CloudflareApps.installs['iaZgO4NTXLXj'].URLPatterns)){try{bar()
}catch(e){setTimeout(function(){throw e})}};
;CloudflareApps.internal.addStyle('data:text/css;charset=utf-8;base64,cmVke30=','/cdn-cgi/apps/style/nYBKTY_P6g1FYJzJRQldaTD0Cc0-0.css');
;CloudflareApps.internal.addStyle('data:text/css;charset=utf-8;base64,Ymx1ZXt9','/cdn-cgi/apps/style/nYBKTY_P6g1FYJzJRQldaTD0Cc0-1.css');
