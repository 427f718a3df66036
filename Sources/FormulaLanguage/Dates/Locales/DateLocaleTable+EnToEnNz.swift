extension DateLocaleTable {
    /// The locales from `en` to `en-nz`, in the form that `DateLocaleTable` describes.
    static let fromEnToEnNz = #"""
        en
          months January|February|March|April|May|June|July|August|\#
        September|October|November|December
          monthsShort Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|\#
        Dec
          weekdays Sunday|Monday|Tuesday|Wednesday|Thursday|Friday|\#
        Saturday
          weekdaysShort Sun|Mon|Tue|Wed|Thu|Fri|Sat
          weekdaysMin Su|Mo|Tu|We|Th|Fr|Sa
          formats h:mm A|h:mm:ss A|MM/DD/YYYY|MMMM D, YYYY|MMMM D, YYYY h:mm A|\#
        dddd, MMMM D, YYYY h:mm A
          ordinal #th|ones 1=#st|ones 2=#nd|ones 3=#rd|tens 11,12,13=#th
          week 0|1
        af
          months Januarie|Februarie|Maart|April|Mei|Junie|Julie|\#
        Augustus|September|Oktober|November|Desember
          monthsShort Jan|Feb|Mrt|Apr|Mei|Jun|Jul|Aug|Sep|Okt|Nov|\#
        Des
          weekdays Sondag|Maandag|Dinsdag|Woensdag|Donderdag|Vrydag|\#
        Saterdag
          weekdaysShort Son|Maa|Din|Woe|Don|Vry|Sat
          weekdaysMin So|Ma|Di|Wo|Do|Vr|Sa
          formats HH:mm|HH:mm:ss|DD/MM/YYYY|D MMMM YYYY|D MMMM YYYY HH:mm|\#
        dddd, D MMMM YYYY HH:mm
          ordinal #ste|is 0,2,3,4,5,6,7,9,10,11,12,13,14,15,16,17,18,19=#de
          meridiem 0=VM|720=NM
          meridiemLower 0=vm|720=nm
          week 1|4
        ar
          months يناير|فبراير|مارس|أبريل|مايو|يونيو|يوليو|أغسطس|\#
        سبتمبر|أكتوبر|نوفمبر|ديسمبر
          monthsShort يناير|فبراير|مارس|أبريل|مايو|يونيو|يوليو|أغسطس|\#
        سبتمبر|أكتوبر|نوفمبر|ديسمبر
          weekdays الأحد|الإثنين|الثلاثاء|الأربعاء|الخميس|الجمعة|\#
        السبت
          weekdaysShort أحد|إثنين|ثلاثاء|أربعاء|خميس|جمعة|سبت
          weekdaysMin ح|ن|ث|ر|خ|ج|س
          formats HH:mm|HH:mm:ss|D/‏M/‏YYYY|D MMMM YYYY|D MMMM YYYY HH:mm|\#
        dddd D MMMM YYYY HH:mm
          ordinal #
          meridiem 0=ص|720=م
          meridiemLower 0=ص|720=م
          week 6|1
          digits ٠١٢٣٤٥٦٧٨٩
          comma ،
        ar-sa
          months يناير|فبراير|مارس|أبريل|مايو|يونيو|يوليو|أغسطس|\#
        سبتمبر|أكتوبر|نوفمبر|ديسمبر
          monthsShort يناير|فبراير|مارس|أبريل|مايو|يونيو|يوليو|أغسطس|\#
        سبتمبر|أكتوبر|نوفمبر|ديسمبر
          weekdays الأحد|الإثنين|الثلاثاء|الأربعاء|الخميس|الجمعة|\#
        السبت
          weekdaysShort أحد|إثنين|ثلاثاء|أربعاء|خميس|جمعة|سبت
          weekdaysMin ح|ن|ث|ر|خ|ج|س
          formats HH:mm|HH:mm:ss|DD/MM/YYYY|D MMMM YYYY|D MMMM YYYY HH:mm|\#
        dddd D MMMM YYYY HH:mm
          ordinal #
          meridiem 0=ص|720=م
          meridiemLower 0=ص|720=م
          digits ٠١٢٣٤٥٦٧٨٩
          comma ،
        ar-ma
          months يناير|فبراير|مارس|أبريل|ماي|يونيو|يوليوز|غشت|شتنبر|\#
        أكتوبر|نونبر|دجنبر
          monthsShort يناير|فبراير|مارس|أبريل|ماي|يونيو|يوليوز|غشت|\#
        شتنبر|أكتوبر|نونبر|دجنبر
          weekdays الأحد|الإثنين|الثلاثاء|الأربعاء|الخميس|الجمعة|\#
        السبت
          weekdaysShort احد|اثنين|ثلاثاء|اربعاء|خميس|جمعة|سبت
          weekdaysMin ح|ن|ث|ر|خ|ج|س
          formats HH:mm|HH:mm:ss|DD/MM/YYYY|D MMMM YYYY|D MMMM YYYY HH:mm|\#
        dddd D MMMM YYYY HH:mm
          ordinal #
          week 1|4
        az
          months yanvar|fevral|mart|aprel|may|iyun|iyul|avqust|sentyabr|\#
        oktyabr|noyabr|dekabr
          monthsShort yan|fev|mar|apr|may|iyn|iyl|avq|sen|okt|noy|\#
        dek
          weekdays Bazar|Bazar ertəsi|Çərşənbə axşamı|Çərşənbə|Cümə axşamı|\#
        Cümə|Şənbə
          weekdaysShort Baz|BzE|ÇAx|Çər|CAx|Cüm|Şən
          weekdaysMin Bz|BE|ÇA|Çə|CA|Cü|Şə
          formats HH:mm|HH:mm:ss|DD.MM.YYYY|D MMMM YYYY|D MMMM YYYY HH:mm|\#
        dddd, D MMMM YYYY HH:mm
          ordinal #-inci|ones 0=#-ıncı|ones 2,7=#-nci|ones 3,4=#-üncü|\#
        ones 6=#-ncı|ones 9=#-uncu|tens 0,40=#-üncü|tens 10,30=#-uncu|\#
        tens 20,50=#-nci|tens 70,80=#-inci|is 0=#-ıncı|is 40=#
          meridiem 0=gecə|240=səhər|720=gündüz|1020=axşam
          meridiemLower 0=gecə|240=səhər|720=gündüz|1020=axşam
          week 1|1
        be
          months студзень|люты|сакавік|красавік|травень|чэрвень|\#
        ліпень|жнівень|верасень|кастрычнік|лістапад|снежань
          monthsAfterDay студзеня|лютага|сакавіка|красавіка|траўня|\#
        чэрвеня|ліпеня|жніўня|верасня|кастрычніка|лістапада|снежня
          monthsShort студ|лют|сак|крас|трав|чэрв|ліп|жнів|вер|каст|\#
        ліст|снеж
          weekdays нядзеля|панядзелак|аўторак|серада|чацвер|пятніца|\#
        субота
          weekdaysShort нд|пн|ат|ср|чц|пт|сб
          weekdaysMin нд|пн|ат|ср|чц|пт|сб
          formats HH:mm|HH:mm:ss|DD.MM.YYYY|D MMMM YYYY г.|D MMMM YYYY г., HH:mm|\#
        dddd, D MMMM YYYY г., HH:mm
          ordinal #-га
          ordinalMonth #-ы|ones 2,3=#-і|tens 12,13=#-ы
          ordinalQuarter #
          ordinalDayOfYear #-ы|ones 2,3=#-і|tens 12,13=#-ы
          ordinalWeekday #-ы|ones 2,3=#-і|tens 12,13=#-ы
          ordinalWeek #-ы|ones 2,3=#-і|tens 12,13=#-ы
          meridiem 0=ночы|240=раніцы|720=дня|1020=вечара
          meridiemLower 0=ночы|240=раніцы|720=дня|1020=вечара
          week 1|1
        bg
          months януари|февруари|март|април|май|юни|юли|август|септември|\#
        октомври|ноември|декември
          monthsShort яну|фев|мар|апр|май|юни|юли|авг|сеп|окт|ное|\#
        дек
          weekdays неделя|понеделник|вторник|сряда|четвъртък|петък|\#
        събота
          weekdaysShort нед|пон|вто|сря|чет|пет|съб
          weekdaysMin нд|пн|вт|ср|чт|пт|сб
          formats H:mm|H:mm:ss|D.MM.YYYY|D MMMM YYYY|D MMMM YYYY H:mm|\#
        dddd, D MMMM YYYY H:mm
          ordinal #-ти|ones 1=#-ви|ones 2=#-ри|ones 7,8=#-ми|tens 0=#-ен|\#
        tens 11,12,17,18=#-ти|is 0=#-ев
          week 1|1
        bn
          months জানুয়ারি|ফেব্রুয়ারি|মার্চ|এপ্রিল|মে|জুন|জুলাই|আগস্ট|\#
        সেপ্টেম্বর|অক্টোবর|নভেম্বর|ডিসেম্বর
          monthsShort জানু|ফেব্রু|মার্চ|এপ্রিল|মে|জুন|জুলাই|আগস্ট|\#
        সেপ্ট|অক্টো|নভে|ডিসে
          weekdays রবিবার|সোমবার|মঙ্গলবার|বুধবার|বৃহস্পতিবার|শুক্রবার|\#
        শনিবার
          weekdaysShort রবি|সোম|মঙ্গল|বুধ|বৃহস্পতি|শুক্র|শনি
          weekdaysMin রবি|সোম|মঙ্গল|বুধ|বৃহ|শুক্র|শনি
          formats A h:mm সময়|A h:mm:ss সময়|DD/MM/YYYY|D MMMM YYYY|\#
        D MMMM YYYY, A h:mm সময়|dddd, D MMMM YYYY, A h:mm সময়
          ordinal #
          meridiem 0=রাত|240=সকাল|600=দুপুর|1020=বিকাল|1200=রাত
          meridiemLower 0=রাত|240=সকাল|600=দুপুর|1020=বিকাল|1200=রাত
          digits ০১২৩৪৫৬৭৮৯
        bo
          months ཟླ་བ་དང་པོ|ཟླ་བ་གཉིས་པ|ཟླ་བ་གསུམ་པ|ཟླ་བ་བཞི་པ|ཟླ་བ་ལྔ་པ|\#
        ཟླ་བ་དྲུག་པ|ཟླ་བ་བདུན་པ|ཟླ་བ་བརྒྱད་པ|ཟླ་བ་དགུ་པ|ཟླ་བ་བཅུ་པ|\#
        ཟླ་བ་བཅུ་གཅིག་པ|ཟླ་བ་བཅུ་གཉིས་པ
          monthsShort ཟླ་1|ཟླ་2|ཟླ་3|ཟླ་4|ཟླ་5|ཟླ་6|ཟླ་7|ཟླ་8|ཟླ་9|\#
        ཟླ་10|ཟླ་11|ཟླ་12
          weekdays གཟའ་ཉི་མ་|གཟའ་ཟླ་བ་|གཟའ་མིག་དམར་|གཟའ་ལྷག་པ་|གཟའ་ཕུར་བུ|\#
        གཟའ་པ་སངས་|གཟའ་སྤེན་པ་
          weekdaysShort ཉི་མ་|ཟླ་བ་|མིག་དམར་|ལྷག་པ་|ཕུར་བུ|པ་སངས་|\#
        སྤེན་པ་
          weekdaysMin ཉི|ཟླ|མིག|ལྷག|ཕུར|སངས|སྤེན
          formats A h:mm|A h:mm:ss|DD/MM/YYYY|D MMMM YYYY|D MMMM YYYY, A h:mm|\#
        dddd, D MMMM YYYY, A h:mm
          ordinal #
          meridiem 0=མཚན་མོ|240=ཞོགས་ཀས|600=ཉིན་གུང|1020=དགོང་དག|\#
        1200=མཚན་མོ
          meridiemLower 0=མཚན་མོ|240=ཞོགས་ཀས|600=ཉིན་གུང|1020=དགོང་དག|\#
        1200=མཚན་མོ
          digits ༠༡༢༣༤༥༦༧༨༩
        br
          months Genver|Cʼhwevrer|Meurzh|Ebrel|Mae|Mezheven|Gouere|\#
        Eost|Gwengolo|Here|Du|Kerzu
          monthsShort Gen|Cʼhwe|Meu|Ebr|Mae|Eve|Gou|Eos|Gwe|Her|\#
        Du|Ker
          weekdays Sul|Lun|Meurzh|Mercʼher|Yaou|Gwener|Sadorn
          weekdaysShort Sul|Lun|Meu|Mer|Yao|Gwe|Sad
          weekdaysMin Su|Lu|Me|Mer|Ya|Gw|Sa
          formats HH:mm|HH:mm:ss|DD/MM/YYYY|D [a viz] MMMM YYYY|\#
        D [a viz] MMMM YYYY HH:mm|dddd, D [a viz] MMMM YYYY HH:mm
          ordinal #vet|is 1=#añ
          meridiem 0=a.m.|720=g.m.
          meridiemLower 0=a.m.|720=g.m.
          week 1|4
        bs
          months januar|februar|mart|april|maj|juni|juli|august|\#
        septembar|oktobar|novembar|decembar
          monthsShort jan.|feb.|mar.|apr.|maj.|jun.|jul.|aug.|sep.|\#
        okt.|nov.|dec.
          weekdays nedjelja|ponedjeljak|utorak|srijeda|četvrtak|\#
        petak|subota
          weekdaysShort ned.|pon.|uto.|sri.|čet.|pet.|sub.
          weekdaysMin ne|po|ut|sr|če|pe|su
          formats H:mm|H:mm:ss|DD.MM.YYYY|D. MMMM YYYY|D. MMMM YYYY H:mm|\#
        dddd, D. MMMM YYYY H:mm
          ordinal #.
          week 1|1
        ca
          months gener|febrer|març|abril|maig|juny|juliol|agost|\#
        setembre|octubre|novembre|desembre
          monthsAfterDay de gener|de febrer|de març|d'abril|de maig|\#
        de juny|de juliol|d'agost|de setembre|d'octubre|de novembre|\#
        de desembre
          monthsShort gen.|febr.|març|abr.|maig|juny|jul.|ag.|set.|\#
        oct.|nov.|des.
          weekdays diumenge|dilluns|dimarts|dimecres|dijous|divendres|\#
        dissabte
          weekdaysShort dg.|dl.|dt.|dc.|dj.|dv.|ds.
          weekdaysMin dg|dl|dt|dc|dj|dv|ds
          formats H:mm|H:mm:ss|DD/MM/YYYY|D MMMM [de] YYYY|D MMMM [de] YYYY [a les] \#
        H:mm|dddd D MMMM [de] YYYY [a les] H:mm
          formatsShort D/M/YYYY|D MMM YYYY|D MMM YYYY, H:mm|ddd D MMM YYYY, H:mm
          ordinal #è|is 1,3=#r|is 2=#n|is 4=#t
          ordinalWeek #a
          week 1|4
        cs
          months leden|únor|březen|duben|květen|červen|červenec|\#
        srpen|září|říjen|listopad|prosinec
          monthsAfterDay ledna|února|března|dubna|května|června|\#
        července|srpna|září|října|listopadu|prosince
          monthsShort led|úno|bře|dub|kvě|čvn|čvc|srp|zář|říj|lis|\#
        pro
          weekdays neděle|pondělí|úterý|středa|čtvrtek|pátek|sobota
          weekdaysShort ne|po|út|st|čt|pá|so
          weekdaysMin ne|po|út|st|čt|pá|so
          formats H:mm|H:mm:ss|DD.MM.YYYY|D. MMMM YYYY|D. MMMM YYYY H:mm|\#
        dddd D. MMMM YYYY H:mm
          formatsShort D. M. YYYY|D. MMM YYYY|D. MMM YYYY H:mm|ddd D. MMM YYYY H:mm
          ordinal #.
          week 1|4
        cv
          months кӑрлач|нарӑс|пуш|ака|май|ҫӗртме|утӑ|ҫурла|авӑн|\#
        юпа|чӳк|раштав
          monthsShort кӑр|нар|пуш|ака|май|ҫӗр|утӑ|ҫур|авн|юпа|чӳк|\#
        раш
          weekdays вырсарникун|тунтикун|ытларикун|юнкун|кӗҫнерникун|\#
        эрнекун|шӑматкун
          weekdaysShort выр|тун|ытл|юн|кӗҫ|эрн|шӑм
          weekdaysMin вр|тн|ыт|юн|кҫ|эр|шм
          formats HH:mm|HH:mm:ss|DD-MM-YYYY|YYYY [ҫулхи] MMMM [уйӑхӗн] D[-мӗшӗ]|\#
        YYYY [ҫулхи] MMMM [уйӑхӗн] D[-мӗшӗ], HH:mm|dddd, YYYY [ҫулхи] MMMM [уйӑхӗн] \#
        D[-мӗшӗ], HH:mm
          ordinal #-мӗш
          week 1|1
        cy
          months Ionawr|Chwefror|Mawrth|Ebrill|Mai|Mehefin|Gorffennaf|\#
        Awst|Medi|Hydref|Tachwedd|Rhagfyr
          monthsShort Ion|Chwe|Maw|Ebr|Mai|Meh|Gor|Aws|Med|Hyd|Tach|\#
        Rhag
          weekdays Dydd Sul|Dydd Llun|Dydd Mawrth|Dydd Mercher|Dydd Iau|\#
        Dydd Gwener|Dydd Sadwrn
          weekdaysShort Sul|Llun|Maw|Mer|Iau|Gwe|Sad
          weekdaysMin Su|Ll|Ma|Me|Ia|Gw|Sa
          formats HH:mm|HH:mm:ss|DD/MM/YYYY|D MMMM YYYY|D MMMM YYYY HH:mm|\#
        dddd, D MMMM YYYY HH:mm
          ordinal #ain|is 0=#|is 1=#af|is 2=#il|is 3,4=#ydd|is 5,6,7=#ed|\#
        is 8,9,10,12,15,18,20,40,50,60,80,100=#fed|is 11,13,14,16,17,19=#eg
          week 1|4
        da
          months januar|februar|marts|april|maj|juni|juli|august|\#
        september|oktober|november|december
          monthsShort jan|feb|mar|apr|maj|jun|jul|aug|sep|okt|nov|\#
        dec
          weekdays søndag|mandag|tirsdag|onsdag|torsdag|fredag|lørdag
          weekdaysShort søn|man|tir|ons|tor|fre|lør
          weekdaysMin sø|ma|ti|on|to|fr|lø
          formats HH:mm|HH:mm:ss|DD.MM.YYYY|D. MMMM YYYY|D. MMMM YYYY HH:mm|\#
        dddd [d.] D. MMMM YYYY [kl.] HH:mm
          ordinal #.
          week 1|4
        de
          months Januar|Februar|März|April|Mai|Juni|Juli|August|\#
        September|Oktober|November|Dezember
          monthsShort Jan.|Feb.|März|Apr.|Mai|Juni|Juli|Aug.|Sep.|\#
        Okt.|Nov.|Dez.
          weekdays Sonntag|Montag|Dienstag|Mittwoch|Donnerstag|Freitag|\#
        Samstag
          weekdaysShort So.|Mo.|Di.|Mi.|Do.|Fr.|Sa.
          weekdaysMin So|Mo|Di|Mi|Do|Fr|Sa
          formats HH:mm|HH:mm:ss|DD.MM.YYYY|D. MMMM YYYY|D. MMMM YYYY HH:mm|\#
        dddd, D. MMMM YYYY HH:mm
          ordinal #.
          week 1|4
        de-at
          months Jänner|Februar|März|April|Mai|Juni|Juli|August|\#
        September|Oktober|November|Dezember
          monthsShort Jän.|Feb.|März|Apr.|Mai|Juni|Juli|Aug.|Sep.|\#
        Okt.|Nov.|Dez.
          weekdays Sonntag|Montag|Dienstag|Mittwoch|Donnerstag|Freitag|\#
        Samstag
          weekdaysShort So.|Mo.|Di.|Mi.|Do.|Fr.|Sa.
          weekdaysMin So|Mo|Di|Mi|Do|Fr|Sa
          formats HH:mm|HH:mm:ss|DD.MM.YYYY|D. MMMM YYYY|D. MMMM YYYY HH:mm|\#
        dddd, D. MMMM YYYY HH:mm
          ordinal #.
          week 1|4
        el
          months Ιανουάριος|Φεβρουάριος|Μάρτιος|Απρίλιος|Μάιος|Ιούνιος|\#
        Ιούλιος|Αύγουστος|Σεπτέμβριος|Οκτώβριος|Νοέμβριος|Δεκέμβριος
          monthsAfterDay Ιανουαρίου|Φεβρουαρίου|Μαρτίου|Απριλίου|\#
        Μαΐου|Ιουνίου|Ιουλίου|Αυγούστου|Σεπτεμβρίου|Οκτωβρίου|Νοεμβρίου|\#
        Δεκεμβρίου
          monthsShort Ιαν|Φεβ|Μαρ|Απρ|Μαϊ|Ιουν|Ιουλ|Αυγ|Σεπ|Οκτ|\#
        Νοε|Δεκ
          weekdays Κυριακή|Δευτέρα|Τρίτη|Τετάρτη|Πέμπτη|Παρασκευή|\#
        Σάββατο
          weekdaysShort Κυρ|Δευ|Τρι|Τετ|Πεμ|Παρ|Σαβ
          weekdaysMin Κυ|Δε|Τρ|Τε|Πε|Πα|Σα
          formats h:mm A|h:mm:ss A|DD/MM/YYYY|D MMMM YYYY|D MMMM YYYY h:mm A|\#
        dddd, D MMMM YYYY h:mm A
          ordinal #η
          meridiem 0=ΠΜ|720=ΜΜ
          meridiemLower 0=πμ|720=μμ
          week 1|4
        en-au
          formats h:mm A|h:mm:ss A|DD/MM/YYYY|D MMMM YYYY|D MMMM YYYY h:mm A|\#
        dddd, D MMMM YYYY h:mm A
          week 0|3
        en-ca
          formats h:mm A|h:mm:ss A|YYYY-MM-DD|MMMM D, YYYY|MMMM D, YYYY h:mm A|\#
        dddd, MMMM D, YYYY h:mm A
        en-gb
          formats HH:mm|HH:mm:ss|DD/MM/YYYY|D MMMM YYYY|D MMMM YYYY HH:mm|\#
        dddd, D MMMM YYYY HH:mm
          week 1|4
        en-ie
          formats HH:mm|HH:mm:ss|DD/MM/YYYY|D MMMM YYYY|D MMMM YYYY HH:mm|\#
        dddd D MMMM YYYY HH:mm
          week 1|4
        en-nz
          formats h:mm A|h:mm:ss A|DD/MM/YYYY|D MMMM YYYY|D MMMM YYYY h:mm A|\#
        dddd, D MMMM YYYY h:mm A
          week 1|4
        """#
}
