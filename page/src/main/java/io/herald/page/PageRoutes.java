package io.herald.page;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.herald.http.AccessGroup;
import io.herald.http.EntityTags;
import io.herald.http.ErrorFormat;
import io.herald.http.RouteGroup;
import io.herald.http.Router;
import java.util.List;

/**
 * The page for operators: the document at {@code /}, for browsers, and its files. They hold nothing
 * of the cluster, so that they are served without a token; the page asks for one when the API wants
 * it. Safe for any thread.
 */
public final class PageRoutes implements RouteGroup {

  /** The document is asked for anew each time; its digest spares sending it again. */
  private static final String REVALIDATE = "no-cache";

  /** A file's path changes with its content. */
  private static final String FOR_EVER = "public, max-age=31536000, immutable";

  private final PageFiles files;

  public PageRoutes() {
    this.files = PageFiles.read();
  }

  @Override
  public String prefix() {
    return "/page";
  }

  @Override
  public ErrorFormat errors() {
    return ErrorFormat.TEXT;
  }

  @Override
  public AccessGroup access() {
    return AccessGroup.PAGE;
  }

  @Override
  public List<String> overview() {
    return List.of("/ in a browser        the page: services, names, problems");
  }

  @Override
  public void addTo(Router router) {
    router.getPage("/", handler(files.document(), REVALIDATE));
    for (PageFile file : files.files()) {
      router.getWithoutToken("/" + files.folder() + file.path(), handler(file, FOR_EVER));
    }
  }

  private static Router.Handler handler(PageFile file, String caching) {
    // Weak: the same file is sent as it is or compressed.
    String tag = "W/\"" + PageFiles.digest(file) + "\"";
    return context -> answer(context, file, tag, caching);
  }

  private static HttpResponse answer(
      ServiceRequestContext context, PageFile file, String tag, String caching) {
    boolean held =
        EntityTags.matches(context.request().headers().get(HttpHeaderNames.IF_NONE_MATCH, ""), tag);
    ResponseHeadersBuilder headers =
        PagePolicy.addTo(ResponseHeaders.builder(held ? HttpStatus.NOT_MODIFIED : HttpStatus.OK))
            .set(HttpHeaderNames.ETAG, tag)
            .set(HttpHeaderNames.CACHE_CONTROL, caching);
    return held
        ? HttpResponse.of(headers.build())
        : HttpResponse.of(headers.contentType(file.type()).build(), HttpData.wrap(file.content()));
  }
}
