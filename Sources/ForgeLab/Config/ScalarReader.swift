import ForgeCore

/// One scalar as the type its key wants. The key decides, never the look of the value: `name: no` is the text "no".
struct ScalarReader {
    struct Failure: Error, Hashable {
        /// What is wrong with the value, continuing "`value` …".
        var reason: String
    }

    let scalar: ConfigNode.Scalar

    /// A plain or quoted scalar, taken as it is written.
    func text(mayBeEmpty: Bool = false) throws(Failure) -> JSONValue {
        guard mayBeEmpty || !scalar.text.isEmpty else { throw Failure(reason: "is empty") }
        guard scalar.text.utf8.count <= 65_536 else { throw Failure(reason: "is longer than 64 KiB") }
        return .string(scalar.text)
    }

    /// Decimal digits. Not the other spellings of YAML 1.1, whose readers disagree: `010` (eight?), `0x10`, `1_000`.
    func integer(in range: ClosedRange<Int>) throws(Failure) -> JSONValue {
        try refuseQuotes(for: "a number")
        let digits = scalar.text.drop { $0 == "-" }
        guard scalar.text.count - digits.count <= 1, !digits.isEmpty, digits.allSatisfy(isDigit) else {
            throw Failure(
                reason: Double(scalar.text) == nil ? "is not a whole number" : "is not a whole number in plain digits")
        }
        guard digits == "0" || digits.first != "0" else {
            throw Failure(reason: "starts with 0, which some YAML readers take as octal")
        }
        guard let value = Int(scalar.text) else { throw Failure(reason: "is too large") }
        guard range.contains(value) else { throw Failure(reason: "is out of range") }
        return .integer(value)
    }

    func number(in range: ClosedRange<Double>) throws(Failure) -> JSONValue {
        try refuseQuotes(for: "a number")
        let isDecimal = scalar.text.allSatisfy { isDigit($0) || "+-.eE".contains($0) }
        guard isDecimal, scalar.text.contains(where: isDigit), let value = Double(scalar.text) else {
            throw Failure(reason: "is not a decimal number")
        }
        guard value.isFinite else { throw Failure(reason: "is beyond the largest number") }
        guard range.contains(value) else { throw Failure(reason: "is out of range") }
        // -0 and 0 are one value and must have one hash.
        return .number(value == 0 ? 0 : value)
    }

    /// `true` or `false`; the yes/no/on/off of YAML 1.1 are refused, for YAML 1.2 takes them as text.
    func bool() throws(Failure) -> JSONValue {
        try refuseQuotes(for: "true or false")
        switch scalar.text {
        case "true": return true
        case "false": return false
        case let word where ["yes", "on", "y", "True", "TRUE"].contains(word):
            throw Failure(reason: "is not understood alike by all YAML readers: write true")
        case let word where ["no", "off", "n", "False", "FALSE"].contains(word):
            throw Failure(reason: "is not understood alike by all YAML readers: write false")
        default: throw Failure(reason: "is neither true nor false")
        }
    }

    private func refuseQuotes(for kind: String) throws(Failure) {
        if scalar.isQuoted { throw Failure(reason: "is text because of its quotes: write \(kind) without quotes") }
    }

    private func isDigit(_ character: Character) -> Bool { character.isASCII && character.isNumber }
}
