package dev.luna.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.InetAddress;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworksTest {
  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.0.0.0, true",
    "10.0.0.0/8, 10.255.255.255, true",
    "10.0.0.0/8, 9.255.255.255, false",
    "10.0.0.0/8, 11.0.0.0, false",
    "10.0.0.0/8, ::ffff:10.0.0.1, true",
    "10.0.0.0/8, a00::1, false",
    "192.168.4.0/22, 192.168.7.255, true",
    "192.168.4.0/22, 192.168.8.0, false",
    "127.0.0.1/32, 127.0.0.1, true",
    "127.0.0.1/32, 127.0.0.2, false",
    "0.0.0.0/0, 255.255.255.255, true",
    "0.0.0.0/0, ::1, false",
    "::/0, ::1, true",
    "::/0, 127.0.0.1, false",
    "fd00::/8, fdff::1, true",
    "fd00::/8, fc00::1, false",
    "2001:db8::/33, 2001:db8:7fff::1, true",
    "2001:db8::/33, 2001:db8:8000::1, false"
  })
  void aNetworkHasTheAddressesOfItsFirstBits(String network, String address, boolean contained) {
    assertThat(Networks.parse(network).contain(InetAddress.ofLiteral(address)))
        .isEqualTo(contained);
  }

  @Test
  void severalAreSeparatedByCommas() {
    var networks = Networks.parse(" 10.0.0.0/8,fd00::/8 , 127.0.0.1/32 ");

    assertThat(networks.all()).hasSize(3);
    assertThat(Networks.parse(networks.toString())).isEqualTo(networks);
    assertThat(Networks.parse("")).isEqualTo(Networks.NONE).hasToString("");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10.0.0.1/8",
        "10.0.0.0",
        "10.0.0.0/33",
        "10.0.0.0/",
        "10.0.0.0/-1",
        "10.0.0/8",
        "010.0.0.0/8",
        "10/8",
        "256.0.0.0/8",
        "::1/64",
        "::/129",
        "::ffff:10.0.0.0/104",
        "fe80::%eth0/10",
        "loopback",
        "localhost/8",
        "127.0.0.1/32,",
        "127.0.0.1/32,,10.0.0.0/8",
        "127.0.0.1/32;10.0.0.0/8"
      })
  void whatIsNoNetworkIsAProblemAtStart(String networks) {
    var settings = new Settings().layer("luna.yaml", Map.of("OUTBOUND.ALLOWED_NETWORKS", networks));

    assertThatExceptionOfType(InvalidConfigException.class)
        .isThrownBy(settings::resolve)
        .withMessageStartingWith("luna.yaml: OUTBOUND.ALLOWED_NETWORKS: '");
  }

  @Test
  void theSettingIsRead() {
    var config =
        new Settings()
            .layer("test", Map.of("OUTBOUND.ALLOWED_NETWORKS", "127.0.0.0/8, ::1/128"))
            .resolve();

    assertThat(config.outbound().allowedNetworks().contain(InetAddress.ofLiteral("::1"))).isTrue();
    assertThat(Config.DEFAULT.outbound().allowedNetworks()).isEqualTo(Networks.NONE);
  }
}
