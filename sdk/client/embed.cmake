# Run at build time: minifies SOURCE with esbuild and writes it as a C++ string to OUTPUT.
#   cmake -DNODE=… -DNODE_MODULES=… -DSOURCE=runtime.js -DTEMPLATE=client_runtime.cc.in
#         -DMINIFIED=… -DOUTPUT=… -P embed.cmake
set(esbuild "${NODE_MODULES}/esbuild/bin/esbuild")
foreach(tool IN ITEMS "${NODE}" "${esbuild}")
  if(NOT EXISTS "${tool}")
    message(FATAL_ERROR "browser runtime: ${tool} is missing; ./inlay build installs it, "
      "or set INLAY_NODE and INLAY_NODE_MODULES to where Node.js and the packages of sdk/ are")
  endif()
endforeach()

execute_process(
  COMMAND "${NODE}" "${esbuild}" "${SOURCE}" --minify --target=es5 --charset=ascii
    --legal-comments=none --log-level=warning "--outfile=${MINIFIED}"
  COMMAND_ERROR_IS_FATAL ANY)
file(READ "${MINIFIED}" CLIENT_RUNTIME)
string(STRIP "${CLIENT_RUNTIME}" CLIENT_RUNTIME)
configure_file("${TEMPLATE}" "${OUTPUT}" @ONLY)
