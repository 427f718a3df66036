/// Names in the IANA database that are links to zones, and those that are not written with a capital at
/// the beginning of each word.
enum TimeZoneLinks {
    /// The zone's name as the database writes it; nil for a name that is none of these.
    ///
    /// - Parameter lower: in small letters.
    static func zone(_ lower: String) -> String? {
        // Etc/GMT+5 is five hours behind; all of these are zones of their own.
        lower.hasPrefix("etc/gmt") ? "Etc/GMT" + lower.dropFirst("etc/gmt".count) : table[lower]
    }

    private static let table: [String: String] = {
        var table: [String: String] = [:]
        for line in text.split(separator: "\n") {
            let names = line.split(separator: " ")
            for name in names { table[name.lowercased()] = String(names[0]) }
        }
        return table
    }()

    /// A zone, and its other names. Names such as `EST` are links since 2024.
    private static let text = """
        Africa/Cairo Egypt
        Africa/Dar_es_Salaam
        Africa/Tripoli Libya
        America/Adak US/Aleutian
        America/Anchorage US/Alaska
        America/Argentina/Catamarca America/Argentina/ComodRivadavia
        America/Chicago CST6CDT US/Central
        America/Denver MST7MDT Navajo US/Mountain
        America/Detroit US/Michigan
        America/Havana Cuba
        America/Indiana/Indianapolis US/East-Indiana
        America/Indiana/Knox America/Knox_IN US/Indiana-Starke
        America/Jamaica Jamaica
        America/Los_Angeles PST8PDT US/Pacific
        America/Mazatlan Mexico/BajaSur
        America/New_York EST5EDT US/Eastern
        America/Noronha Brazil/DeNoronha
        America/Panama EST
        America/Phoenix MST US/Arizona
        America/Port-au-Prince
        America/Port_of_Spain
        America/Tijuana Mexico/BajaNorte
        Antarctica/DumontDUrville
        Antarctica/McMurdo
        Asia/Hong_Kong Hongkong
        Asia/Jerusalem Israel
        Asia/Seoul ROK
        Asia/Shanghai PRC
        Asia/Singapore Singapore
        Asia/Taipei ROC
        Asia/Tehran Iran
        Asia/Tokyo Japan
        Atlantic/Reykjavik Iceland
        Australia/Lord_Howe Australia/LHI
        Australia/Sydney Australia/ACT Australia/NSW
        Europe/Athens EET
        Europe/Brussels CET MET
        Europe/Dublin Eire
        Europe/Isle_of_Man
        Europe/Istanbul Turkey
        Europe/Lisbon Portugal WET
        Europe/London GB GB-Eire
        Europe/Moscow W-SU
        Europe/Warsaw Poland
        Pacific/Auckland NZ
        Pacific/Chatham NZ-CHAT
        Pacific/Easter Chile/EasterIsland
        Pacific/Honolulu HST US/Hawaii
        Pacific/Kwajalein Kwajalein
        Pacific/Pago_Pago US/Samoa
        """
}
