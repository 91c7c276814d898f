package org.pirouette.host.collect;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a host holds that its owner does not send away, by kind, in the spellings that people and
/// programs use.
final class Secrets {
  static final Map<String, List<String>> BY_KIND = new LinkedHashMap<>();

  static {
    BY_KIND.put(
        "keys and hashes on the kernel command line",
        List.of("hunter2", "SECRETLUKS", "SECRETHASH", "TOK123", "nfs7:/export"));
    BY_KIND.put("lines of the audit log", List.of("alice", "qcow2", "libvirt-"));
    BY_KIND.put("IPv6", List.of("fe80::1234", "2001:db8"));
    BY_KIND.put("IPv4", List.of("10.1.2.3", "10.1.2.1"));
    BY_KIND.put("MAC", List.of("aa-bb-cc-dd", "AABB.CCDD", "52:54:00:12:34:56"));
    BY_KIND.put("WWN", List.of("50:01:43:80"));
    BY_KIND.put("IQN", List.of("iqn.2001"));
    BY_KIND.put(
        "serials and tags",
        List.of(
            "SVCTAG77",
            "ABC1234",
            "ASSET99",
            "SN555",
            "TAG777",
            "XYZ-1",
            "00000000abcdef12",
            "sandisk",
            "4C530001"));
    BY_KIND.put("UUID, also without dashes", List.of("12345678-1234", "12345678123412341234"));
    BY_KIND.put(
        "arguments of a VMM that contain vfio, or begin with hv, svm, vmx",
        List.of("vfiosecret", "SECRETFW", "hv-secret", "hv-customer", "vmx-customer", "p4ssw0rd"));
    BY_KIND.put(
        "other arguments of a VMM",
        List.of("acme", "masterKey0", "master-key", "SMBSERIAL", "DRVSER", "AQSECRETKEY"));
    BY_KIND.put("tasks and markers of a trace", List.of("id_rsa", "tap0secret"));
    BY_KIND.put("builder in proc/version", List.of("builder", "build7"));
    BY_KIND.put("names of hosts and domains", List.of("secrethost", "secretcorp"));
  }

  private Secrets() {}

  static List<String> all() {
    return BY_KIND.values().stream().flatMap(Collection::stream).toList();
  }
}
