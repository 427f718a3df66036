/// Abbreviations of time zones as the IANA database has them, for the token `z`. ICU knows only some.
enum TimeZoneAbbreviations {
    /// Standard time's and summer time's abbreviation of the zone; nil where it has but a number.
    static func named(_ identifier: String) -> (standard: String, summer: String)? {
        table[identifier]
    }

    private static let table: [String: (standard: String, summer: String)] = {
        var table: [String: (standard: String, summer: String)] = [:]
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ").map(String.init)
            for name in words.dropFirst(3) { table["\(words[0])/\(name)"] = (words[1], words[2]) }
        }
        return table
    }()

    /// Area, standard time, summer time (the same where there is none), and the places of the area.
    private static let text = """
        Australia ACST ACST Darwin North
        Australia ACST ACDT Adelaide Broken_Hill South Yancowinna
        Australia AEST AEST Brisbane Lindeman Queensland
        Antarctica AEST AEDT Macquarie
        Australia AEST AEDT ACT Canberra Currie Hobart Melbourne NSW Sydney Tasmania Victoria
        America AKST AKDT Anchorage Juneau Metlakatla Nome Sitka Yakutat
        America AST AST Anguilla Antigua Aruba Barbados Blanc-Sablon Curacao Dominica Grenada
        America AST AST Guadeloupe Kralendijk Lower_Princes Marigot Martinique Montserrat
        America AST AST Port_of_Spain Puerto_Rico Santo_Domingo St_Barthelemy St_Kitts St_Lucia
        America AST AST St_Thomas St_Vincent Tortola Virgin
        America AST ADT Glace_Bay Goose_Bay Halifax Moncton Thule
        Atlantic AST ADT Bermuda
        Australia AWST AWST Perth West
        Africa CAT CAT Blantyre Bujumbura Gaborone Harare Juba Khartoum Kigali Lubumbashi Lusaka
        Africa CAT CAT Maputo Windhoek
        Africa CET CET Algiers Tunis
        Africa CET CEST Ceuta
        Arctic CET CEST Longyearbyen
        Atlantic CET CEST Jan_Mayen
        Europe CET CEST Amsterdam Andorra Belgrade Berlin Bratislava Brussels Budapest Busingen
        Europe CET CEST Copenhagen Gibraltar Ljubljana Luxembourg Madrid Malta Monaco Oslo Paris
        Europe CET CEST Podgorica Prague Rome San_Marino Sarajevo Skopje Stockholm Tirane Vaduz
        Europe CET CEST Vatican Vienna Warsaw Zagreb Zurich
        America CST CST Bahia_Banderas Belize Chihuahua Costa_Rica El_Salvador Guatemala Managua
        America CST CST Merida Mexico_City Monterrey Regina Swift_Current Tegucigalpa
        Asia CST CST Chongqing Chungking Harbin Macao Macau Shanghai Taipei
        America CST CDT Chicago Havana Indiana/Knox Indiana/Tell_City Knox_IN Matamoros
        America CST CDT Menominee North_Dakota/Beulah North_Dakota/Center North_Dakota/New_Salem
        America CST CDT Ojinaga Rainy_River Rankin_Inlet Resolute Winnipeg
        Pacific ChST ChST Guam Saipan
        Africa EAT EAT Addis_Ababa Asmara Asmera Dar_es_Salaam Djibouti Kampala Mogadishu
        Africa EAT EAT Nairobi
        Indian EAT EAT Antananarivo Comoro Mayotte
        Africa EET EET Tripoli
        Europe EET EET Kaliningrad
        Africa EET EEST Cairo
        Asia EET EEST Beirut Famagusta Gaza Hebron Nicosia
        Europe EET EEST Athens Bucharest Chisinau Helsinki Kiev Kyiv Mariehamn Nicosia Riga
        Europe EET EEST Sofia Tallinn Tiraspol Uzhgorod Vilnius Zaporozhye
        America EST EST Atikokan Cancun Cayman Coral_Harbour Jamaica Panama
        America EST EDT Detroit Fort_Wayne Grand_Turk Indiana/Indianapolis Indiana/Marengo
        America EST EDT Indiana/Petersburg Indiana/Vevay Indiana/Vincennes Indiana/Winamac
        America EST EDT Indianapolis Iqaluit Kentucky/Louisville Kentucky/Monticello Louisville
        America EST EDT Montreal Nassau New_York Nipigon Pangnirtung Port-au-Prince Thunder_Bay
        America EST EDT Toronto
        Africa GMT GMT Abidjan Accra Bamako Banjul Bissau Conakry Dakar Freetown Lome Monrovia
        Africa GMT GMT Nouakchott Ouagadougou Sao_Tome Timbuktu
        America GMT GMT Danmarkshavn
        Atlantic GMT GMT Reykjavik St_Helena
        Europe GMT BST Belfast Guernsey Isle_of_Man Jersey London
        Asia HKT HKT Hong_Kong
        Pacific HST HST Honolulu Johnston
        America HST HDT Adak Atka
        Asia IST IST Calcutta Kolkata
        Europe IST GMT Dublin
        Asia IST IDT Jerusalem Tel_Aviv
        Asia JST JST Tokyo
        Asia KST KST Pyongyang Seoul
        Europe MSK MSK Kirov Moscow Simferopol Volgograd
        America MST MST Creston Dawson Dawson_Creek Fort_Nelson Hermosillo Mazatlan Phoenix
        America MST MST Whitehorse
        America MST MDT Boise Cambridge_Bay Ciudad_Juarez Denver Edmonton Inuvik Shiprock
        America MST MDT Yellowknife
        America NST NDT St_Johns
        Antarctica NZST NZDT McMurdo South_Pole
        Pacific NZST NZDT Auckland
        Asia PKT PKT Karachi
        Asia PST PST Manila
        America PST PDT Ensenada Los_Angeles Santa_Isabel Tijuana Vancouver
        Africa SAST SAST Johannesburg Maseru Mbabane
        Pacific SST SST Midway Pago_Pago Samoa
        Africa WAT WAT Bangui Brazzaville Douala Kinshasa Lagos Libreville Luanda Malabo
        Africa WAT WAT Ndjamena Niamey Porto-Novo
        Atlantic WET WEST Canary Faeroe Faroe Madeira
        Europe WET WEST Lisbon
        Asia WIB WIB Jakarta Pontianak
        Asia WIT WIT Jayapura
        Asia WITA WITA Makassar Ujung_Pandang
        """
}
