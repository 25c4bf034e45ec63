/// A number as it stands in running text: `1,234.50`, `-7`, `$18.00`, `.5`, `3/4`.
struct NumberText: Hashable {
    /// Without currency signs and thousands separators: `1234.50`, `3/4`.
    var text: String
    var value: Double
    /// Where it stands, sign included, in the bytes it was found in.
    var range: Range<Int>

    /// The value in its shortest form: `18.00`, `18.` and `18` have the same key.
    var key: String {
        value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : String(value)
    }

    static func last(in text: String) -> NumberText? { all(in: Array(text.utf8)[...]).last }

    /// All numbers from left to right. A comma belongs to a number only before three digits, a full stop only before
    /// a digit; a minus only where no word or number stands before it (`10-7` has no −7).
    static func all(in bytes: ArraySlice<UInt8>) -> [NumberText] {
        var scanner = NumberScanner(bytes: bytes)
        var found: [NumberText] = []
        while let number = scanner.next() { found.append(number) }
        return found
    }
}

private struct NumberScanner {
    let bytes: ArraySlice<UInt8>
    var position: Int

    init(bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        position = bytes.startIndex
    }

    mutating func next() -> NumberText? {
        while position < bytes.endIndex {
            if isDigit(position) || (byte(position) == UInt8(ascii: ".") && isDigit(position + 1)) {
                return number()
            }
            position += 1
        }
        return nil
    }

    private mutating func number() -> NumberText? {
        let start = position
        var digits = unsigned()
        var value = Double(String(decoding: digits, as: UTF8.self)) ?? .nan
        if byte(position) == UInt8(ascii: "/"), isDigit(position + 1) {
            let mark = position
            position += 1
            let divisor = unsigned()
            if let number = Double(String(decoding: divisor, as: UTF8.self)), number != 0 {
                digits += [UInt8(ascii: "/")] + divisor
                value /= number
            } else {
                position = mark
            }
        }
        let sign = signStart(before: start)
        return NumberText(
            text: (sign == nil ? "" : "-") + String(decoding: digits, as: UTF8.self),
            value: sign == nil ? value : -value, range: (sign ?? start)..<position)
    }

    /// Digits without separators; leaves `position` behind them.
    private mutating func unsigned() -> [UInt8] {
        var digits: [UInt8] = []
        var hasPoint = false
        while position < bytes.endIndex {
            if isDigit(position) {
                digits.append(bytes[position])
            } else if byte(position) == UInt8(ascii: "."), !hasPoint, isDigit(position + 1) {
                hasPoint = true
                if digits.isEmpty { digits.append(UInt8(ascii: "0")) }
                digits.append(UInt8(ascii: "."))
            } else if !(byte(position) == UInt8(ascii: ",") && !hasPoint && !digits.isEmpty && isGroup(position + 1)) {
                break
            }
            position += 1
        }
        return digits
    }

    /// Exactly three digits: what a thousands separator stands before.
    private func isGroup(_ start: Int) -> Bool {
        isDigit(start) && isDigit(start + 1) && isDigit(start + 2) && !isDigit(start + 3)
    }

    /// Where a minus stands that belongs to the number at `start`: `-7`, `-$7`, `$-7`.
    private func signStart(before start: Int) -> Int? {
        var index = start - 1
        if byte(index) == UInt8(ascii: "$") { index -= 1 }
        guard byte(index) == UInt8(ascii: "-") else { return nil }
        if byte(index - 1) == UInt8(ascii: "$") { return index }
        guard let before = byte(index - 1) else { return index }
        return before >= 0x80 || PythonText.isWord(before) || before == UInt8(ascii: ")") ? nil : index
    }

    private func byte(_ index: Int) -> UInt8? { bytes.indices.contains(index) ? bytes[index] : nil }

    private func isDigit(_ index: Int) -> Bool { byte(index).map { $0 &- 48 < 10 } ?? false }
}
