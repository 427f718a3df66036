extension DateLocaleTable {
    /// The locales from `sk` to `zh-tw`, in the form that `DateLocaleTable` describes.
    static let fromSkToZhTw = #"""
        sk
          months január|február|marec|apríl|máj|jún|júl|august|september|\#
        október|november|december
          monthsShort jan|feb|mar|apr|máj|jún|júl|aug|sep|okt|nov|\#
        dec
          weekdays nedeľa|pondelok|utorok|streda|štvrtok|piatok|\#
        sobota
          weekdaysShort ne|po|ut|st|št|pi|so
          weekdaysMin ne|po|ut|st|št|pi|so
          formats H:mm|H:mm:ss|DD.MM.YYYY|D. MMMM YYYY|D. MMMM YYYY H:mm|\#
        dddd D. MMMM YYYY H:mm
          ordinal #.
          week 1|4
        sl
          months januar|februar|marec|april|maj|junij|julij|avgust|\#
        september|oktober|november|december
          monthsShort jan.|feb.|mar.|apr.|maj.|jun.|jul.|avg.|sep.|\#
        okt.|nov.|dec.
          weekdays nedelja|ponedeljek|torek|sreda|četrtek|petek|\#
        sobota
          weekdaysShort ned.|pon.|tor.|sre.|čet.|pet.|sob.
          weekdaysMin ne|po|to|sr|če|pe|so
          formats H:mm|H:mm:ss|DD. MM. YYYY|D. MMMM YYYY|D. MMMM YYYY H:mm|\#
        dddd, D. MMMM YYYY H:mm
          ordinal #.
          week 1|1
        sq
          months Janar|Shkurt|Mars|Prill|Maj|Qershor|Korrik|Gusht|\#
        Shtator|Tetor|Nëntor|Dhjetor
          monthsShort Jan|Shk|Mar|Pri|Maj|Qer|Kor|Gus|Sht|Tet|Nën|\#
        Dhj
          weekdays E Diel|E Hënë|E Martë|E Mërkurë|E Enjte|E Premte|\#
        E Shtunë
          weekdaysShort Die|Hën|Mar|Mër|Enj|Pre|Sht
          weekdaysMin D|H|Ma|Më|E|P|Sh
          formats HH:mm|HH:mm:ss|DD/MM/YYYY|D MMMM YYYY|D MMMM YYYY HH:mm|\#
        dddd, D MMMM YYYY HH:mm
          ordinal #.
          meridiem 0=PD|720=MD
          meridiemLower 0=PD|720=MD
          week 1|4
        sr
          months januar|februar|mart|april|maj|jun|jul|avgust|septembar|\#
        oktobar|novembar|decembar
          monthsShort jan.|feb.|mar.|apr.|maj|jun|jul|avg.|sep.|\#
        okt.|nov.|dec.
          weekdays nedelja|ponedeljak|utorak|sreda|četvrtak|petak|\#
        subota
          weekdaysShort ned.|pon.|uto.|sre.|čet.|pet.|sub.
          weekdaysMin ne|po|ut|sr|če|pe|su
          formats H:mm|H:mm:ss|D. M. YYYY.|D. MMMM YYYY.|D. MMMM YYYY. H:mm|\#
        dddd, D. MMMM YYYY. H:mm
          ordinal #.
          week 1|1
        sr-cyrl
          months јануар|фебруар|март|април|мај|јун|јул|август|септембар|\#
        октобар|новембар|децембар
          monthsShort јан.|феб.|мар.|апр.|мај|јун|јул|авг.|сеп.|\#
        окт.|нов.|дец.
          weekdays недеља|понедељак|уторак|среда|четвртак|петак|\#
        субота
          weekdaysShort нед.|пон.|уто.|сре.|чет.|пет.|суб.
          weekdaysMin не|по|ут|ср|че|пе|су
          formats H:mm|H:mm:ss|D. M. YYYY.|D. MMMM YYYY.|D. MMMM YYYY. H:mm|\#
        dddd, D. MMMM YYYY. H:mm
          ordinal #.
          week 1|1
        sv
          months januari|februari|mars|april|maj|juni|juli|augusti|\#
        september|oktober|november|december
          monthsShort jan|feb|mar|apr|maj|jun|jul|aug|sep|okt|nov|\#
        dec
          weekdays söndag|måndag|tisdag|onsdag|torsdag|fredag|lördag
          weekdaysShort sön|mån|tis|ons|tor|fre|lör
          weekdaysMin sö|må|ti|on|to|fr|lö
          formats HH:mm|HH:mm:ss|YYYY-MM-DD|D MMMM YYYY|D MMMM YYYY [kl.] HH:mm|\#
        dddd D MMMM YYYY [kl.] HH:mm
          formatsShort YYYY-M-D|D MMM YYYY|D MMM YYYY HH:mm|ddd D MMM YYYY HH:mm
          ordinal #:e|ones 1,2=#:a|tens 11,12=#:e
          week 1|4
        ta
          months ஜனவரி|பிப்ரவரி|மார்ச்|ஏப்ரல்|மே|ஜூன்|ஜூலை|ஆகஸ்ட்|\#
        செப்டெம்பர்|அக்டோபர்|நவம்பர்|டிசம்பர்
          monthsShort ஜனவரி|பிப்ரவரி|மார்ச்|ஏப்ரல்|மே|ஜூன்|ஜூலை|\#
        ஆகஸ்ட்|செப்டெம்பர்|அக்டோபர்|நவம்பர்|டிசம்பர்
          weekdays ஞாயிற்றுக்கிழமை|திங்கட்கிழமை|செவ்வாய்கிழமை|புதன்கிழமை|\#
        வியாழக்கிழமை|வெள்ளிக்கிழமை|சனிக்கிழமை
          weekdaysShort ஞாயிறு|திங்கள்|செவ்வாய்|புதன்|வியாழன்|வெள்ளி|\#
        சனி
          weekdaysMin ஞா|தி|செ|பு|வி|வெ|ச
          formats HH:mm|HH:mm:ss|DD/MM/YYYY|D MMMM YYYY|D MMMM YYYY, HH:mm|\#
        dddd, D MMMM YYYY, HH:mm
          ordinal #வது
          meridiem 0= யாமம்|120= வைகறை|360= காலை|600= நண்பகல்|840= எற்பாடு|\#
        1080= மாலை|1320= யாமம்
          meridiemLower 0= யாமம்|120= வைகறை|360= காலை|600= நண்பகல்|\#
        840= எற்பாடு|1080= மாலை|1320= யாமம்
          digits ௦௧௨௩௪௫௬௭௮௯
        th
          months มกราคม|กุมภาพันธ์|มีนาคม|เมษายน|พฤษภาคม|มิถุนายน|\#
        กรกฎาคม|สิงหาคม|กันยายน|ตุลาคม|พฤศจิกายน|ธันวาคม
          monthsShort ม.ค.|ก.พ.|มี.ค.|เม.ย.|พ.ค.|มิ.ย.|ก.ค.|ส.ค.|\#
        ก.ย.|ต.ค.|พ.ย.|ธ.ค.
          weekdays อาทิตย์|จันทร์|อังคาร|พุธ|พฤหัสบดี|ศุกร์|เสาร์
          weekdaysShort อาทิตย์|จันทร์|อังคาร|พุธ|พฤหัส|ศุกร์|เสาร์
          weekdaysMin อา.|จ.|อ.|พ.|พฤ.|ศ.|ส.
          formats H:mm|H:mm:ss|DD/MM/YYYY|D MMMM YYYY|D MMMM YYYY เวลา H:mm|\#
        วันddddที่ D MMMM YYYY เวลา H:mm
          ordinal #
          meridiem 0=ก่อนเที่ยง|720=หลังเที่ยง
          meridiemLower 0=ก่อนเที่ยง|720=หลังเที่ยง
        tl-ph
          months Enero|Pebrero|Marso|Abril|Mayo|Hunyo|Hulyo|Agosto|\#
        Setyembre|Oktubre|Nobyembre|Disyembre
          monthsShort Ene|Peb|Mar|Abr|May|Hun|Hul|Ago|Set|Okt|Nob|\#
        Dis
          weekdays Linggo|Lunes|Martes|Miyerkules|Huwebes|Biyernes|\#
        Sabado
          weekdaysShort Lin|Lun|Mar|Miy|Huw|Biy|Sab
          weekdaysMin Li|Lu|Ma|Mi|Hu|Bi|Sab
          formats HH:mm|HH:mm:ss|MM/D/YYYY|MMMM D, YYYY|MMMM D, YYYY HH:mm|\#
        dddd, MMMM DD, YYYY HH:mm
          ordinal #
          week 1|4
        tr
          months Ocak|Şubat|Mart|Nisan|Mayıs|Haziran|Temmuz|Ağustos|\#
        Eylül|Ekim|Kasım|Aralık
          monthsShort Oca|Şub|Mar|Nis|May|Haz|Tem|Ağu|Eyl|Eki|Kas|\#
        Ara
          weekdays Pazar|Pazartesi|Salı|Çarşamba|Perşembe|Cuma|Cumartesi
          weekdaysShort Paz|Pzt|Sal|Çar|Per|Cum|Cmt
          weekdaysMin Pz|Pt|Sa|Ça|Pe|Cu|Ct
          formats HH:mm|HH:mm:ss|DD.MM.YYYY|D MMMM YYYY|D MMMM YYYY HH:mm|\#
        dddd, D MMMM YYYY HH:mm
          ordinal #
          ordinalMonth #'inci|ones 0=#'ıncı|ones 2,7=#'nci|ones 3,4=#'üncü|\#
        ones 6=#'ncı|ones 9=#'uncu|tens 0,40=#'üncü|tens 10,30=#'uncu|\#
        tens 20,50=#'nci|tens 70,80=#'inci|is 0=#'ıncı|is 40=#
          ordinalQuarter #'inci|ones 0=#'ıncı|ones 2,7=#'nci|ones 3,4=#'üncü|\#
        ones 6=#'ncı|ones 9=#'uncu|tens 0,40=#'üncü|tens 10,30=#'uncu|\#
        tens 20,50=#'nci|tens 70,80=#'inci|is 0=#'ıncı|is 40=#
          ordinalDayOfYear #'inci|ones 0=#'ıncı|ones 2,7=#'nci|ones 3,4=#'üncü|\#
        ones 6=#'ncı|ones 9=#'uncu|tens 0,40=#'üncü|tens 10,30=#'uncu|\#
        tens 20,50=#'nci|tens 70,80=#'inci|is 0=#'ıncı|is 40=#
          ordinalWeek #'inci|ones 0=#'ıncı|ones 2,7=#'nci|ones 3,4=#'üncü|\#
        ones 6=#'ncı|ones 9=#'uncu|tens 0,40=#'üncü|tens 10,30=#'uncu|\#
        tens 20,50=#'nci|tens 70,80=#'inci|is 0=#'ıncı|is 40=#
          meridiem 0=ÖÖ|720=ÖS
          meridiemLower 0=öö|720=ös
          week 1|1
        tzl
          months Januar|Fevraglh|Març|Avrïu|Mai|Gün|Julia|Guscht|\#
        Setemvar|Listopäts|Noemvar|Zecemvar
          monthsShort Jan|Fev|Mar|Avr|Mai|Gün|Jul|Gus|Set|Lis|Noe|\#
        Zec
          weekdays Súladi|Lúneçi|Maitzi|Márcuri|Xhúadi|Viénerçi|\#
        Sáturi
          weekdaysShort Súl|Lún|Mai|Már|Xhú|Vié|Sát
          weekdaysMin Sú|Lú|Ma|Má|Xh|Vi|Sá
          formats HH.mm|HH.mm.ss|DD.MM.YYYY|D. MMMM [dallas] YYYY|\#
        D. MMMM [dallas] YYYY HH.mm|dddd, [li] D. MMMM [dallas] YYYY HH.mm
          ordinal #.
          meridiem 0=D'A|720=D'O
          meridiemLower 0=d'a|720=d'o
          week 1|4
        tzm
          months ⵉⵏⵏⴰⵢⵔ|ⴱⵕⴰⵢⵕ|ⵎⴰⵕⵚ|ⵉⴱⵔⵉⵔ|ⵎⴰⵢⵢⵓ|ⵢⵓⵏⵢⵓ|ⵢⵓⵍⵢⵓⵣ|ⵖⵓⵛⵜ|\#
        ⵛⵓⵜⴰⵏⴱⵉⵔ|ⴽⵟⵓⴱⵕ|ⵏⵓⵡⴰⵏⴱⵉⵔ|ⴷⵓⵊⵏⴱⵉⵔ
          monthsShort ⵉⵏⵏⴰⵢⵔ|ⴱⵕⴰⵢⵕ|ⵎⴰⵕⵚ|ⵉⴱⵔⵉⵔ|ⵎⴰⵢⵢⵓ|ⵢⵓⵏⵢⵓ|ⵢⵓⵍⵢⵓⵣ|\#
        ⵖⵓⵛⵜ|ⵛⵓⵜⴰⵏⴱⵉⵔ|ⴽⵟⵓⴱⵕ|ⵏⵓⵡⴰⵏⴱⵉⵔ|ⴷⵓⵊⵏⴱⵉⵔ
          weekdays ⴰⵙⴰⵎⴰⵙ|ⴰⵢⵏⴰⵙ|ⴰⵙⵉⵏⴰⵙ|ⴰⴽⵔⴰⵙ|ⴰⴽⵡⴰⵙ|ⴰⵙⵉⵎⵡⴰⵙ|ⴰⵙⵉⴹⵢⴰⵙ
          weekdaysShort ⴰⵙⴰⵎⴰⵙ|ⴰⵢⵏⴰⵙ|ⴰⵙⵉⵏⴰⵙ|ⴰⴽⵔⴰⵙ|ⴰⴽⵡⴰⵙ|ⴰⵙⵉⵎⵡⴰⵙ|\#
        ⴰⵙⵉⴹⵢⴰⵙ
          weekdaysMin ⴰⵙⴰⵎⴰⵙ|ⴰⵢⵏⴰⵙ|ⴰⵙⵉⵏⴰⵙ|ⴰⴽⵔⴰⵙ|ⴰⴽⵡⴰⵙ|ⴰⵙⵉⵎⵡⴰⵙ|ⴰⵙⵉⴹⵢⴰⵙ
          formats HH:mm|HH:mm:ss|DD/MM/YYYY|D MMMM YYYY|D MMMM YYYY HH:mm|\#
        dddd D MMMM YYYY HH:mm
          ordinal #
          week 6|1
        tzm-latn
          months innayr|brˤayrˤ|marˤsˤ|ibrir|mayyw|ywnyw|ywlywz|\#
        ɣwšt|šwtanbir|ktˤwbrˤ|nwwanbir|dwjnbir
          monthsShort innayr|brˤayrˤ|marˤsˤ|ibrir|mayyw|ywnyw|ywlywz|\#
        ɣwšt|šwtanbir|ktˤwbrˤ|nwwanbir|dwjnbir
          weekdays asamas|aynas|asinas|akras|akwas|asimwas|asiḍyas
          weekdaysShort asamas|aynas|asinas|akras|akwas|asimwas|\#
        asiḍyas
          weekdaysMin asamas|aynas|asinas|akras|akwas|asimwas|asiḍyas
          formats HH:mm|HH:mm:ss|DD/MM/YYYY|D MMMM YYYY|D MMMM YYYY HH:mm|\#
        dddd D MMMM YYYY HH:mm
          ordinal #
          week 6|1
        uk
          months січень|лютий|березень|квітень|травень|червень|липень|\#
        серпень|вересень|жовтень|листопад|грудень
          monthsAfterDay січня|лютого|березня|квітня|травня|червня|\#
        липня|серпня|вересня|жовтня|листопада|грудня
          monthsShort січ|лют|бер|квіт|трав|черв|лип|серп|вер|жовт|\#
        лист|груд
          weekdays неділя|понеділок|вівторок|середа|четвер|п’ятниця|\#
        субота
          weekdaysShort нд|пн|вт|ср|чт|пт|сб
          weekdaysMin нд|пн|вт|ср|чт|пт|сб
          formats HH:mm|HH:mm:ss|DD.MM.YYYY|D MMMM YYYY р.|D MMMM YYYY р., HH:mm|\#
        dddd, D MMMM YYYY р., HH:mm
          ordinal #-го
          ordinalMonth #-й
          ordinalQuarter #
          ordinalDayOfYear #-й
          ordinalWeekday #-й
          ordinalWeek #-й
          meridiem 0=ночі|240=ранку|720=дня|1020=вечора
          meridiemLower 0=ночі|240=ранку|720=дня|1020=вечора
          week 1|1
        uz
          months январ|феврал|март|апрел|май|июн|июл|август|сентябр|\#
        октябр|ноябр|декабр
          monthsShort янв|фев|мар|апр|май|июн|июл|авг|сен|окт|ноя|\#
        дек
          weekdays Якшанба|Душанба|Сешанба|Чоршанба|Пайшанба|Жума|\#
        Шанба
          weekdaysShort Якш|Душ|Сеш|Чор|Пай|Жум|Шан
          weekdaysMin Як|Ду|Се|Чо|Па|Жу|Ша
          formats HH:mm|HH:mm:ss|DD/MM/YYYY|D MMMM YYYY|D MMMM YYYY HH:mm|\#
        D MMMM YYYY, dddd HH:mm
          ordinal #
          week 1|1
        vi
          months tháng 1|tháng 2|tháng 3|tháng 4|tháng 5|tháng 6|\#
        tháng 7|tháng 8|tháng 9|tháng 10|tháng 11|tháng 12
          monthsShort Thg 01|Thg 02|Thg 03|Thg 04|Thg 05|Thg 06|\#
        Thg 07|Thg 08|Thg 09|Thg 10|Thg 11|Thg 12
          weekdays chủ nhật|thứ hai|thứ ba|thứ tư|thứ năm|thứ sáu|\#
        thứ bảy
          weekdaysShort CN|T2|T3|T4|T5|T6|T7
          weekdaysMin CN|T2|T3|T4|T5|T6|T7
          formats HH:mm|HH:mm:ss|DD/MM/YYYY|D MMMM [năm] YYYY|D MMMM [năm] YYYY HH:m\#
        m|dddd, D MMMM [năm] YYYY HH:mm
          formatsShort DD/M/YYYY|D MMM YYYY|D MMM YYYY HH:mm|ddd, D MMM YYYY HH:mm
          ordinal #
          meridiem 0=SA|720=CH
          meridiemLower 0=sa|720=ch
          week 1|4
        zh-cn
          months 一月|二月|三月|四月|五月|六月|七月|八月|九月|十月|\#
        十一月|十二月
          monthsShort 1月|2月|3月|4月|5月|6月|7月|8月|9月|10月|11月|\#
        12月
          weekdays 星期日|星期一|星期二|星期三|星期四|星期五|星期六
          weekdaysShort 周日|周一|周二|周三|周四|周五|周六
          weekdaysMin 日|一|二|三|四|五|六
          formats HH:mm|HH:mm:ss|YYYY/MM/DD|YYYY年M月D日|YYYY年M月D日Ah点mm分|\#
        YYYY年M月D日ddddAh点mm分
          formatsShort YYYY/M/D|YYYY年M月D日|YYYY年M月D日 HH:mm|\#
        YYYY年M月D日dddd HH:mm
          ordinal #日
          ordinalMonth #月
          ordinalQuarter #
          ordinalWeek #周
          meridiem 0=凌晨|360=早上|540=上午|690=中午|750=下午|1080=晚上
          meridiemLower 0=凌晨|360=早上|540=上午|690=中午|750=下午|\#
        1080=晚上
          week 1|4
        zh-tw
          months 一月|二月|三月|四月|五月|六月|七月|八月|九月|十月|\#
        十一月|十二月
          monthsShort 1月|2月|3月|4月|5月|6月|7月|8月|9月|10月|11月|\#
        12月
          weekdays 星期日|星期一|星期二|星期三|星期四|星期五|星期六
          weekdaysShort 週日|週一|週二|週三|週四|週五|週六
          weekdaysMin 日|一|二|三|四|五|六
          formats HH:mm|HH:mm:ss|YYYY/MM/DD|YYYY年M月D日|YYYY年M月D日 HH:mm|\#
        YYYY年M月D日dddd HH:mm
          formatsShort YYYY/M/D|YYYY年M月D日|YYYY年M月D日 HH:mm|\#
        YYYY年M月D日dddd HH:mm
          ordinal #日
          ordinalMonth #月
          ordinalQuarter #
          ordinalWeek #週
          meridiem 0=凌晨|360=早上|540=上午|690=中午|750=下午|1080=晚上
          meridiemLower 0=凌晨|360=早上|540=上午|690=中午|750=下午|\#
        1080=晚上
        """#
}
