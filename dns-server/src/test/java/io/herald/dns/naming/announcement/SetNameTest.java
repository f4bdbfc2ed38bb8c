package io.herald.dns.naming.announcement;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.dns.naming.names.LabelRules;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SetNameTest {

  /** Root, path, forms of the name. */
  @ParameterizedTest
  @CsvSource({
    "/aurora, /aurora/www/prod/hello, hello.prod.www",
    "/aurora, /aurora/vagrant/test/http_example, http_example.test.vagrant http-example.test.vagrant",
    "/aurora, /aurora/WWW-Data/prod/Hello, hello.prod.www-data",
    "/aurora, /aurora/a.b/prod/web.v2, web.v2.prod.a.b web-v2.prod.a-b",
    "/aurora, /aurora/scheduler, scheduler",
    "/aurora, /aurora, ''",
    "/aurora, /auroral/www, ''",
    "/, /uns/v1/sjc1-prod/us1/service/prod, prod.service.us1.sjc1-prod.v1.uns",
    "/uns/v1, /uns/v1/sjc1-prod/us1/service/prod, prod.service.us1.sjc1-prod",
    "/aurora, /aurora/www/prod/a b, ab.prod.www",
    "/aurora, /aurora/www/prod/*, ''",
    "/aurora, /aurora/www/###/hello, ''",
    "/aurora, /aurora/www/prod/.hidden, hidden.prod.www",
    "/aurora, /aurora/www/prod/x..y, x--y.prod.www",
    "/aurora, /aurora/www/prod/___, ___.prod.www",
    "/aurora, /aurora/www/prod/größe, gre.prod.www",
  })
  void aPathBackwardsIsAName(String root, String path, String forms) {
    assertThat(new SetName(LabelRules.RFC1123, root).forms(path))
        .isEqualTo(forms.isEmpty() ? List.of() : List.of(forms.split(" ")));
  }
}
