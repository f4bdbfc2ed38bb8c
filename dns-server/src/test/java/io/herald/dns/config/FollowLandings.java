package io.herald.dns.config;

import static io.herald.dns.config.ParameterLanding.THIS;
import static io.herald.dns.config.ParameterLanding.flipped;
import static io.herald.dns.config.ParameterLanding.list;
import static io.herald.dns.config.ParameterLanding.row;
import static io.herald.dns.config.ParameterLanding.seconds;

import io.herald.catalog.follow.FollowParameters;
import io.herald.catalog.follow.FollowSettings;
import io.herald.mesos.credentials.MesosTls;
import io.herald.mesos.leader.MasterAddress;
import io.herald.mesos.leader.ZooKeeperUrl;
import io.herald.runtime.tls.PemFile;
import io.herald.settings.Parameter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Of the parameters that say which cluster is followed, and how. */
final class FollowLandings {

  static final Path IAM = Path.of("target", "iam-of-parameters.json");

  private FollowLandings() {}

  static List<ParameterLanding> rows() {
    return List.of(
        row(
            FollowParameters.ZK,
            "'zk://zk1,zk2:2182/mesos'",
            "zk://zk1,zk2:2182/mesos",
            config -> config.follow().masters().zooKeeper(),
            Optional.of(ZooKeeperUrl.parse("zk://zk1,zk2:2182/mesos"))),
        list(
            FollowParameters.MASTERS,
            "10.0.0.1:5050,[::1]:5051",
            config -> config.follow().masters().addresses(),
            List.of(new MasterAddress("10.0.0.1", 5050), new MasterAddress("::1", 5051))),
        seconds(
            FollowParameters.REFRESH_SECONDS, 30, config -> config.follow().masters().refresh()),
        seconds(
            FollowParameters.STATE_TIMEOUT_SECONDS,
            10,
            config -> config.follow().masters().stateTimeout()),
        row(
            FollowParameters.MASTER_ANSWER_MEGABYTES,
            "7",
            "7",
            config -> config.follow().masters().answerLimit(),
            7_000_000L),
        flipped(
            FollowParameters.MESOS_HTTPS_ON,
            true,
            config -> config.follow().masters().tls().isPresent()),
        tls(FollowParameters.CERT_FILE, MesosTls::certificate)
            .with("key-file", THIS, "mesos-https-on", "true"),
        tls(FollowParameters.KEY_FILE, MesosTls::key)
            .with("cert-file", THIS, "mesos-https-on", "true"),
        row(
                FollowParameters.MESOS_AUTHENTICATION,
                "'basic'",
                "basic",
                config -> config.follow().masters().login(),
                Optional.of(new FollowSettings.Login.Basic("me", "hush")))
            .with("mesos-credentials", "me:hush"),
        row(
                FollowParameters.MESOS_CREDENTIALS,
                "{'Principal': 'me', 'SECRET': 'hu:sh'}",
                "me:hu:sh",
                config ->
                    config
                        .follow()
                        .masters()
                        .login()
                        .orElse(new FollowSettings.Login.Basic("", "")),
                new FollowSettings.Login.Basic("me", "hu:sh"))
            .with("mesos-authentication", "basic"),
        row(
                FollowParameters.IAM_CONFIG_FILE,
                "'" + IAM + "'",
                IAM.toString(),
                config -> config.follow().masters().login(),
                Optional.of(new FollowSettings.Login.Iam("iamConfigFile", IAM)))
            .with("mesos-authentication", "iam"),
        row(
            FollowParameters.STATE_DIRECTORY,
            "'" + THIS + "'",
            THIS,
            config -> config.follow().snapshot().map(FollowSettings.Snapshot::file),
            Optional.of(Path.of(THIS).toAbsolutePath().resolve("mesos.picture"))),
        row(
            FollowParameters.SERVERSET_ZK,
            "'zk://z:2181'",
            "zk://z:2181",
            config -> config.follow().serverSets().map(sets -> sets.zooKeeper().connectString()),
            Optional.of("z:2181")),
        row(
                FollowParameters.SERVERSET_PATH,
                "'/x'",
                "/x",
                config ->
                    config
                        .follow()
                        .serverSets()
                        .map(FollowSettings.ServerSets::path)
                        .orElse("/aurora"),
                "/x")
            .with("serverset-zk", "zk://z:2181"));
  }

  private static ParameterLanding tls(
      Parameter<?> parameter, Function<MesosTls, Optional<PemFile>> landing) {
    return row(
        parameter,
        "'" + THIS + "'",
        THIS,
        config -> config.follow().masters().tls().flatMap(landing),
        Optional.of(new PemFile(parameter.key(), THIS)));
  }
}
