package io.herald.api.read;

/** Documents as the OpenAPI document shows them. The tests hold them to their schemas. */
final class Examples {

  static final String SERVICE_FIELDS =
      """
      "key":"marathon:web","framework":"marathon","name":"web","environment":"","instances":3,
      "admitted":3,"healthy":2,"revision":902817359104001,"sources":{"name":["discovery-info"]}
      """;

  static final String SERVICE = "{" + SERVICE_FIELDS + "}";

  static final String INSTANCE =
      """
      {"id":"web.0b1c","service":"marathon:web","framework":{"id":"f1","name":"marathon"},
       "agent":{"id":"x-S0","hostname":"a1.example"},"state":"TASK_RUNNING","health":"healthy",
       "recovering":false,"addresses":["10.1.0.1"],
       "ports":[{"name":"http","number":31000,"protocol":"tcp","labels":{},"priority":0,
                 "source":"discovery-info"}],
       "labels":{"tier":"front"},"weight":3,"priority":0,
       "sources":{"name":"discovery-info","addresses":"network","health":"task","weight":"label"}}
      """;

  static final String FRAMEWORK =
      """
      {"id":"f1","name":"marathon","active":true,"hostname":"m1.example","addresses":["10.0.0.1"],
       "services":120,"instances":734,"sources":{"addresses":"hostname"}}
      """;

  static final String AGENT =
      """
      {"id":"x-S0","hostname":"a1.example","pid":"slave(1)@10.1.0.1:5051","active":true,
       "addresses":["10.1.0.1"],"instances":14,"sources":{"addresses":"pid"}}
      """;

  private Examples() {}
}
