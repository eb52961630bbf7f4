package dev.luna.api;

import dev.luna.http.Access;
import dev.luna.http.Reply;
import dev.luna.http.Resource;
import dev.luna.http.Route;
import dev.luna.sysinfo.SystemInfo;
import java.util.List;

/** Operation 9: the system information. */
public final class SystemInfoResource implements Resource {
  private final SystemInfo info;

  public SystemInfoResource(SystemInfo info) {
    this.info = info;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        new Route("GET", "/4/luna_sys_info", Access.ADMIN, request -> Reply.json(info.report())));
  }
}
