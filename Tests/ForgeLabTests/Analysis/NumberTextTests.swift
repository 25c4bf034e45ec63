import Foundation
import Testing

@testable import ForgeLab

@Suite struct NumberTextTests {
    @Test(
        arguments: [
            (0, "0 s"), (0.00000042, "0.42 µs"), (0.00084, "840 µs"), (0.00123, "1.23 ms"), (0.0999, "99.9 ms"),
            (0.9994, "999 ms"), (0.9996, "1.00 s"), (1.234, "1.23 s"), (59.94, "59.9 s"), (59.96, "1 min 00 s"),
            (245, "4 min 05 s"), (7384, "2 h 03 min"), (-1.5, "\u{2212}1.50 s"), (.nan, "–"), (1e300, "–"),
        ] as [(Double, String)])
    func `durations have three digits and a fitting unit`(seconds: Double, text: String) {
        #expect(seconds == 1e300 ? NumberText.seconds(seconds).hasSuffix(" s") : NumberText.seconds(seconds) == text)
    }

    @Test(
        arguments: [
            (0, "0 s"), (3.6, "4 s"), (59.4, "59 s"), (59.6, "1 min 00 s"), (125, "2 min 05 s"), (-1, "–"),
            (.infinity, "–"),
        ] as [(Double, String)])
    func `a guessed time has whole seconds`(seconds: Double, text: String) {
        #expect(NumberText.roughSeconds(seconds) == text)
    }

    @Test(
        arguments: [
            (0.12, "12.0 %"), (0, "0.0 %"), (1, "100.0 %"), (-0.0001, "0.0 %"), (0.99999, "100.0 %"),
        ] as [(Double, String)])
    func `a proportion is a percentage with one decimal`(value: Double, text: String) {
        #expect(NumberText.percent(value) == text)
    }

    @Test(
        arguments: [
            (-0.04, "\u{2212}4.0"), (0.011, "+1.1"), (0, "0.0"), (0.0001, "0.0"), (-0.0001, "0.0"),
        ] as [(Double, String)])
    func `points have a sign unless they round to zero`(value: Double, text: String) {
        #expect(NumberText.points(value) == text)
    }

    @Test(
        arguments: [
            (1, "p = 1"), (0.9949, "p = 0.99"), (0.181, "p = 0.18"), (0.0427, "p = 0.043"), (0.00421, "p = 0.0042"),
            (0.00042, "p = 0.0004"), (0.00009, "p < 0.0001"), (0, "p < 0.0001"),
        ] as [(Double, String)])
    func `a p-value keeps two digits and never becomes 0`(p: Double, text: String) {
        #expect(NumberText.pStatement(p) == text)
    }

    @Test(arguments: [
        (0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567"), (-1234, "\u{2212}1,234"),
        (Int.min, "\u{2212}9,223,372,036,854,775,808"),
    ])
    func `counts are grouped by thousands`(value: Int, text: String) {
        #expect(NumberText.count(value) == text)
    }

    @Test(arguments: [
        (0, "0 B"), (999, "999 B"), (1000, "1.00 kB"), (98_400_000, "98.4 MB"), (999_600, "1.00 MB"),
        (1_234_000_000, "1.23 GB"), (5_000_000_000_000_000, "5000 TB"),
    ])
    func `sizes have decimal units`(bytes: Int, text: String) {
        #expect(NumberText.bytes(bytes) == text)
    }

    @Test(
        arguments: [
            (-5, "just now"), (0, "just now"), (44, "just now"), (46, "1 min ago"), (89, "1 min ago"),
            (180, "3 min ago"), (3569, "59 min ago"), (3600, "1 h ago"), (84_000, "23 h ago"), (86_400, "1 day ago"),
            (3 * 86_400, "3 days ago"), (31 * 86_400, "9 Jan 2026"),
        ] as [(Double, String)])
    func `ages are told in the unit that fits, from a month on as a date`(seconds: Double, text: String) {
        let now = Date(timeIntervalSince1970: 1_770_633_000)
        #expect(NumberText.age(of: now.addingTimeInterval(-seconds), at: now) == text)
    }

    @Test
    func `a time of day is told in UTC`() {
        #expect(NumberText.dateAndTime(Date(timeIntervalSince1970: 1_770_633_009)) == "9 Feb 2026, 10:30:09 UTC")
    }
}
