package org.pirouette.trace.table;

import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads Xen's own counters of exits, as debug key `p` (`xl debug-keys p; xl dmesg`) prints them
/// where Xen is built with performance counters, and with their arrays also by number of the exit
/// reason (xen/common/perfc.c). Processors of AMD have an array of their own before Xen 4.15; the
/// last number of theirs stands for nested page faults.
///
/// ```
/// (XEN) vmexits                           TOTAL[      123456]
/// (XEN)                   ARR000[       100]  ARR001[     20000]  ARR002[         3]
/// ```
final class XenCounterLines implements TableLines {
  private static final Pattern TOTAL =
      Pattern.compile("\\b(SVM|vm)exits\\s+TOTAL\\[\\s*(\\d{1,18})]");
  private static final Pattern OTHER_TOTAL = Pattern.compile("^(?:\\(XEN\\))?\\s*\\S.*TOTAL\\[");
  private static final Pattern ELEMENT =
      Pattern.compile("\\bARR([0-9a-fA-F]{2,3})\\[\\s*(\\d{1,18})]");

  /// Numbers from here on exist only on AMD.
  private static final int FIRST_OF_AMD = 0x60;

  private static final int NESTED_PAGE_FAULT = 0x400;

  private final TableCollector collector;
  private final TreeMap<Integer, Long> elements = new TreeMap<>();
  private long total = -1;
  private boolean svm;

  XenCounterLines(TableCollector collector) {
    this.collector = collector;
  }

  @Override
  public boolean read(String line) {
    Matcher begin = TOTAL.matcher(line);
    if (begin.find()) {
      end();
      total = Figures.count(begin.group(2));
      svm = begin.group(1).equals("SVM");
      elements(line);
      return true;
    }
    if (OTHER_TOTAL.matcher(line).find()) {
      end();
      return true;
    }
    return elements(line) || line.contains("Xen performance counters");
  }

  /// The numbers of an array; those of others than exits are passed over.
  private boolean elements(String line) {
    Matcher element = ELEMENT.matcher(line);
    boolean found = false;
    while (element.find()) {
      found = true;
      if (total >= 0) {
        elements.put(Integer.parseInt(element.group(1), 16), Figures.count(element.group(2)));
      }
    }
    return found;
  }

  @Override
  public void end() {
    if (total < 0) {
      return;
    }
    boolean amd =
        svm || elements.tailMap(FIRST_OF_AMD).values().stream().anyMatch(count -> count > 0);
    int last = elements.isEmpty() ? -1 : elements.lastKey();
    elements.forEach(
        (number, count) -> {
          int code = amd && number == last ? NESTED_PAGE_FAULT : number;
          if (count > 0) {
            collector
                .table()
                .exit(TableRow.counted("", (amd ? "svm:" : "vmx:") + code, count, Double.NaN));
          }
        });
    collector.table().event(TableRow.counted("", "exits", total, Double.NaN));
    collector.finishRows();
    elements.clear();
    total = -1;
  }
}
