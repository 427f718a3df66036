extension DateLocaleTable {
    /// The locales from `eo` to `jv`, in the form that `DateLocaleTable` describes.
    static let fromEoToJv = #"""
        eo
          months januaro|februaro|marto|aprilo|majo|junio|julio|\#
        aŭgusto|septembro|oktobro|novembro|decembro
          monthsShort jan|feb|mart|apr|maj|jun|jul|aŭg|sept|okt|\#
        nov|dec
          weekdays dimanĉo|lundo|mardo|merkredo|ĵaŭdo|vendredo|sabato
          weekdaysShort dim|lun|mard|merk|ĵaŭ|ven|sab
          weekdaysMin di|lu|ma|me|ĵa|ve|sa
          formats HH:mm|HH:mm:ss|YYYY-MM-DD|[la] D[-an de] MMMM, YYYY|\#
        [la] D[-an de] MMMM, YYYY HH:mm|dddd[n], [la] D[-an de] MMMM, YYYY HH:mm
          formatsShort YYYY-M-D|[la] D[-an de] MMM, YYYY|[la] D[-an de] MMM, YYYY HH\#
        :mm|ddd, [la] D[-an de] MMM, YYYY HH:mm
          ordinal #a
          meridiem 0=A.T.M.|720=P.T.M.
          meridiemLower 0=a.t.m.|720=p.t.m.
          week 1|1
        es
          months enero|febrero|marzo|abril|mayo|junio|julio|agosto|\#
        septiembre|octubre|noviembre|diciembre
          monthsShort ene.|feb.|mar.|abr.|may.|jun.|jul.|ago.|sep.|\#
        oct.|nov.|dic.
          monthsShortDashed ene|feb|mar|abr|may|jun|jul|ago|sep|\#
        oct|nov|dic
          weekdays domingo|lunes|martes|miércoles|jueves|viernes|\#
        sábado
          weekdaysShort dom.|lun.|mar.|mié.|jue.|vie.|sáb.
          weekdaysMin do|lu|ma|mi|ju|vi|sá
          formats H:mm|H:mm:ss|DD/MM/YYYY|D [de] MMMM [de] YYYY|\#
        D [de] MMMM [de] YYYY H:mm|dddd, D [de] MMMM [de] YYYY H:mm
          ordinal #º
          week 1|4
        et
          months jaanuar|veebruar|märts|aprill|mai|juuni|juuli|august|\#
        september|oktoober|november|detsember
          monthsShort jaan|veebr|märts|apr|mai|juuni|juuli|aug|sept|\#
        okt|nov|dets
          weekdays pühapäev|esmaspäev|teisipäev|kolmapäev|neljapäev|\#
        reede|laupäev
          weekdaysShort P|E|T|K|N|R|L
          weekdaysMin P|E|T|K|N|R|L
          formats H:mm|H:mm:ss|DD.MM.YYYY|D. MMMM YYYY|D. MMMM YYYY H:mm|\#
        dddd, D. MMMM YYYY H:mm
          ordinal #.
          week 1|4
        eu
          months urtarrila|otsaila|martxoa|apirila|maiatza|ekaina|\#
        uztaila|abuztua|iraila|urria|azaroa|abendua
          monthsShort urt.|ots.|mar.|api.|mai.|eka.|uzt.|abu.|ira.|\#
        urr.|aza.|abe.
          weekdays igandea|astelehena|asteartea|asteazkena|osteguna|\#
        ostirala|larunbata
          weekdaysShort ig.|al.|ar.|az.|og.|ol.|lr.
          weekdaysMin ig|al|ar|az|og|ol|lr
          formats HH:mm|HH:mm:ss|YYYY-MM-DD|YYYY[ko] MMMM[ren] D[a]|\#
        YYYY[ko] MMMM[ren] D[a] HH:mm|dddd, YYYY[ko] MMMM[ren] D[a] HH:mm
          formatsShort YYYY-M-D|YYYY[ko] MMM D[a]|YYYY[ko] MMM D[a] HH:mm|\#
        ddd, YYYY[ko] MMM D[a] HH:mm
          ordinal #.
          week 1|1
        fa
          months ژانویه|فوریه|مارس|آوریل|مه|ژوئن|ژوئیه|اوت|سپتامبر|\#
        اکتبر|نوامبر|دسامبر
          monthsShort ژانویه|فوریه|مارس|آوریل|مه|ژوئن|ژوئیه|اوت|\#
        سپتامبر|اکتبر|نوامبر|دسامبر
          weekdays یک‌شنبه|دوشنبه|سه‌شنبه|چهارشنبه|پنج‌شنبه|جمعه|\#
        شنبه
          weekdaysShort یک‌شنبه|دوشنبه|سه‌شنبه|چهارشنبه|پنج‌شنبه|\#
        جمعه|شنبه
          weekdaysMin ی|د|س|چ|پ|ج|ش
          formats HH:mm|HH:mm:ss|DD/MM/YYYY|D MMMM YYYY|D MMMM YYYY HH:mm|\#
        dddd, D MMMM YYYY HH:mm
          ordinal #م
          meridiem 0=قبل از ظهر|720=بعد از ظهر
          meridiemLower 0=قبل از ظهر|720=بعد از ظهر
          week 6|1
          digits ۰۱۲۳۴۵۶۷۸۹
          comma ،
        fi
          months tammikuu|helmikuu|maaliskuu|huhtikuu|toukokuu|kesäkuu|\#
        heinäkuu|elokuu|syyskuu|lokakuu|marraskuu|joulukuu
          monthsShort tammi|helmi|maalis|huhti|touko|kesä|heinä|\#
        elo|syys|loka|marras|joulu
          weekdays sunnuntai|maanantai|tiistai|keskiviikko|torstai|\#
        perjantai|lauantai
          weekdaysShort su|ma|ti|ke|to|pe|la
          weekdaysMin su|ma|ti|ke|to|pe|la
          formats HH.mm|HH.mm.ss|DD.MM.YYYY|Do MMMM[ta] YYYY|Do MMMM[ta] YYYY, [klo] \#
        HH.mm|dddd, Do MMMM[ta] YYYY, [klo] HH.mm
          formatsShort D.M.YYYY|Do MMM YYYY|Do MMM YYYY, [klo] HH.mm|\#
        ddd, Do MMM YYYY, [klo] HH.mm
          ordinal #.
          week 1|4
        fo
          months januar|februar|mars|apríl|mai|juni|juli|august|\#
        september|oktober|november|desember
          monthsShort jan|feb|mar|apr|mai|jun|jul|aug|sep|okt|nov|\#
        des
          weekdays sunnudagur|mánadagur|týsdagur|mikudagur|hósdagur|\#
        fríggjadagur|leygardagur
          weekdaysShort sun|mán|týs|mik|hós|frí|ley
          weekdaysMin su|má|tý|mi|hó|fr|le
          formats HH:mm|HH:mm:ss|DD/MM/YYYY|D MMMM YYYY|D MMMM YYYY HH:mm|\#
        dddd D. MMMM, YYYY HH:mm
          ordinal #.
          week 1|4
        fr
          months janvier|février|mars|avril|mai|juin|juillet|août|\#
        septembre|octobre|novembre|décembre
          monthsShort janv.|févr.|mars|avr.|mai|juin|juil.|août|\#
        sept.|oct.|nov.|déc.
          weekdays dimanche|lundi|mardi|mercredi|jeudi|vendredi|\#
        samedi
          weekdaysShort dim.|lun.|mar.|mer.|jeu.|ven.|sam.
          weekdaysMin di|lu|ma|me|je|ve|sa
          formats HH:mm|HH:mm:ss|DD/MM/YYYY|D MMMM YYYY|D MMMM YYYY HH:mm|\#
        dddd D MMMM YYYY HH:mm
          ordinal #|is 1=#er
          ordinalMonth #e|is 1=#er
          ordinalQuarter #e|is 1=#er
          ordinalDayOfYear #e|is 1=#er
          ordinalWeekday #e|is 1=#er
          ordinalWeek #e|is 1=#re
          week 1|4
        fr-ca
          months janvier|février|mars|avril|mai|juin|juillet|août|\#
        septembre|octobre|novembre|décembre
          monthsShort janv.|févr.|mars|avr.|mai|juin|juil.|août|\#
        sept.|oct.|nov.|déc.
          weekdays dimanche|lundi|mardi|mercredi|jeudi|vendredi|\#
        samedi
          weekdaysShort dim.|lun.|mar.|mer.|jeu.|ven.|sam.
          weekdaysMin di|lu|ma|me|je|ve|sa
          formats HH:mm|HH:mm:ss|YYYY-MM-DD|D MMMM YYYY|D MMMM YYYY HH:mm|\#
        dddd D MMMM YYYY HH:mm
          ordinal #e|is 1=#er
          ordinalWeek #e|is 1=#re
        fr-ch
          months janvier|février|mars|avril|mai|juin|juillet|août|\#
        septembre|octobre|novembre|décembre
          monthsShort janv.|févr.|mars|avr.|mai|juin|juil.|août|\#
        sept.|oct.|nov.|déc.
          weekdays dimanche|lundi|mardi|mercredi|jeudi|vendredi|\#
        samedi
          weekdaysShort dim.|lun.|mar.|mer.|jeu.|ven.|sam.
          weekdaysMin di|lu|ma|me|je|ve|sa
          formats HH:mm|HH:mm:ss|DD.MM.YYYY|D MMMM YYYY|D MMMM YYYY HH:mm|\#
        dddd D MMMM YYYY HH:mm
          ordinal #e|is 1=#er
          ordinalWeek #e|is 1=#re
          week 1|4
        fy
          months jannewaris|febrewaris|maart|april|maaie|juny|july|\#
        augustus|septimber|oktober|novimber|desimber
          monthsShort jan.|feb.|mrt.|apr.|mai|jun.|jul.|aug.|sep.|\#
        okt.|nov.|des.
          monthsShortDashed jan|feb|mrt|apr|mai|jun|jul|aug|sep|\#
        okt|nov|des
          weekdays snein|moandei|tiisdei|woansdei|tongersdei|freed|\#
        sneon
          weekdaysShort si.|mo.|ti.|wo.|to.|fr.|so.
          weekdaysMin Si|Mo|Ti|Wo|To|Fr|So
          formats HH:mm|HH:mm:ss|DD-MM-YYYY|D MMMM YYYY|D MMMM YYYY HH:mm|\#
        dddd D MMMM YYYY HH:mm
          ordinal #ste|is 0,2,3,4,5,6,7,9,10,11,12,13,14,15,16,17,18,19=#de
          week 1|4
        gl
          months xaneiro|febreiro|marzo|abril|maio|xuño|xullo|agosto|\#
        setembro|outubro|novembro|decembro
          monthsShort xan.|feb.|mar.|abr.|mai.|xuñ.|xul.|ago.|set.|\#
        out.|nov.|dec.
          weekdays domingo|luns|martes|mércores|xoves|venres|sábado
          weekdaysShort dom.|lun.|mar.|mér.|xov.|ven.|sáb.
          weekdaysMin do|lu|ma|mé|xo|ve|sá
          formats H:mm|H:mm:ss|DD/MM/YYYY|D [de] MMMM [de] YYYY|\#
        D [de] MMMM [de] YYYY H:mm|dddd, D [de] MMMM [de] YYYY H:mm
          ordinal #º
          week 1|4
        he
          months ינואר|פברואר|מרץ|אפריל|מאי|יוני|יולי|אוגוסט|ספטמבר|\#
        אוקטובר|נובמבר|דצמבר
          monthsShort ינו׳|פבר׳|מרץ|אפר׳|מאי|יוני|יולי|אוג׳|ספט׳|\#
        אוק׳|נוב׳|דצמ׳
          weekdays ראשון|שני|שלישי|רביעי|חמישי|שישי|שבת
          weekdaysShort א׳|ב׳|ג׳|ד׳|ה׳|ו׳|ש׳
          weekdaysMin א|ב|ג|ד|ה|ו|ש
          formats HH:mm|HH:mm:ss|DD/MM/YYYY|D [ב]MMMM YYYY|D [ב]MMMM YYYY HH:mm|\#
        dddd, D [ב]MMMM YYYY HH:mm
          formatsShort D/M/YYYY|D MMM YYYY|D MMM YYYY HH:mm|ddd, D MMM YYYY HH:mm
          ordinal #
          meridiem 0=לפנות בוקר|300=בבוקר|600=לפני הצהריים|720=אחרי הצהריים|\#
        1080=בערב
          meridiemLower 0=לפנות בוקר|300=בבוקר|600=לפנה"צ|720=אחה"צ|\#
        1080=בערב
        hi
          months जनवरी|फरवरी|मार्च|अप्रैल|मई|जून|जुलाई|अगस्त|सितंबर|\#
        अक्टूबर|नवंबर|दिसंबर
          monthsAfterDay जनवरी|फ़रवरी|मार्च|अप्रैल|मई|जून|जुलाई|\#
        अगस्त|सितम्बर|अक्टूबर|नवम्बर|दिसम्बर
          monthsShort जन.|फ़र.|मार्च|अप्रै.|मई|जून|जुल.|अग.|सित.|\#
        अक्टू.|नव.|दिस.
          weekdays रविवार|सोमवार|मंगलवार|बुधवार|गुरूवार|शुक्रवार|\#
        शनिवार
          weekdaysShort रवि|सोम|मंगल|बुध|गुरू|शुक्र|शनि
          weekdaysMin र|सो|मं|बु|गु|शु|श
          formats A h:mm बजे|A h:mm:ss बजे|DD/MM/YYYY|D MMMM YYYY|\#
        D MMMM YYYY, A h:mm बजे|dddd, D MMMM YYYY, A h:mm बजे
          ordinal #
          meridiem 0=रात|240=सुबह|600=दोपहर|1020=शाम|1200=रात
          meridiemLower 0=रात|240=सुबह|600=दोपहर|1020=शाम|1200=रात
          digits ०१२३४५६७८९
        hr
          months siječanj|veljača|ožujak|travanj|svibanj|lipanj|\#
        srpanj|kolovoz|rujan|listopad|studeni|prosinac
          monthsAfterDay siječnja|veljače|ožujka|travnja|svibnja|\#
        lipnja|srpnja|kolovoza|rujna|listopada|studenoga|prosinca
          monthsShort sij.|velj.|ožu.|tra.|svi.|lip.|srp.|kol.|ruj.|\#
        lis.|stu.|pro.
          weekdays nedjelja|ponedjeljak|utorak|srijeda|četvrtak|\#
        petak|subota
          weekdaysShort ned.|pon.|uto.|sri.|čet.|pet.|sub.
          weekdaysMin ne|po|ut|sr|če|pe|su
          formats H:mm|H:mm:ss|DD.MM.YYYY|Do MMMM YYYY|Do MMMM YYYY H:mm|\#
        dddd, Do MMMM YYYY H:mm
          ordinal #.
          week 1|1
        hu
          months január|február|március|április|május|június|július|\#
        augusztus|szeptember|október|november|december
          monthsShort jan.|feb.|márc.|ápr.|máj.|jún.|júl.|aug.|szept.|\#
        okt.|nov.|dec.
          weekdays vasárnap|hétfő|kedd|szerda|csütörtök|péntek|szombat
          weekdaysShort vas|hét|kedd|sze|csüt|pén|szo
          weekdaysMin v|h|k|sze|cs|p|szo
          formats H:mm|H:mm:ss|YYYY.MM.DD.|YYYY. MMMM D.|YYYY. MMMM D. H:mm|\#
        YYYY. MMMM D., dddd H:mm
          ordinal #.
          meridiem 0=DE|720=DU
          meridiemLower 0=de|720=du
          week 1|4
        hy-am
          months հունվար|փետրվար|մարտ|ապրիլ|մայիս|հունիս|հուլիս|\#
        օգոստոս|սեպտեմբեր|հոկտեմբեր|նոյեմբեր|դեկտեմբեր
          monthsAfterDay հունվարի|փետրվարի|մարտի|ապրիլի|մայիսի|հունիսի|\#
        հուլիսի|օգոստոսի|սեպտեմբերի|հոկտեմբերի|նոյեմբերի|դեկտեմբերի
          monthsShort հնվ|փտր|մրտ|ապր|մյս|հնս|հլս|օգս|սպտ|հկտ|նմբ|\#
        դկտ
          weekdays կիրակի|երկուշաբթի|երեքշաբթի|չորեքշաբթի|հինգշաբթի|\#
        ուրբաթ|շաբաթ
          weekdaysShort կրկ|երկ|երք|չրք|հնգ|ուրբ|շբթ
          weekdaysMin կրկ|երկ|երք|չրք|հնգ|ուրբ|շբթ
          formats HH:mm|HH:mm:ss|DD.MM.YYYY|D MMMM YYYY թ.|D MMMM YYYY թ., HH:mm|\#
        dddd, D MMMM YYYY թ., HH:mm
          ordinal #
          ordinalDayOfYear #-րդ|is 1=#-ին
          ordinalWeek #-րդ|is 1=#-ին
          meridiem 0=գիշերվա|240=առավոտվա|720=ցերեկվա|1020=երեկոյան
          meridiemLower 0=գիշերվա|240=առավոտվա|720=ցերեկվա|1020=երեկոյան
          week 1|1
        id
          months Januari|Februari|Maret|April|Mei|Juni|Juli|Agustus|\#
        September|Oktober|November|Desember
          monthsShort Jan|Feb|Mar|Apr|Mei|Jun|Jul|Agt|Sep|Okt|Nov|\#
        Des
          weekdays Minggu|Senin|Selasa|Rabu|Kamis|Jumat|Sabtu
          weekdaysShort Min|Sen|Sel|Rab|Kam|Jum|Sab
          weekdaysMin Mg|Sn|Sl|Rb|Km|Jm|Sb
          formats HH.mm|HH.mm.ss|DD/MM/YYYY|D MMMM YYYY|D MMMM YYYY [pukul] HH.mm|\#
        dddd, D MMMM YYYY [pukul] HH.mm
          ordinal #
          meridiem 0=pagi|660=siang|900=sore|1140=malam
          meridiemLower 0=pagi|660=siang|900=sore|1140=malam
        is
          months janúar|febrúar|mars|apríl|maí|júní|júlí|ágúst|september|\#
        október|nóvember|desember
          monthsShort jan|feb|mar|apr|maí|jún|júl|ágú|sep|okt|nóv|\#
        des
          weekdays sunnudagur|mánudagur|þriðjudagur|miðvikudagur|\#
        fimmtudagur|föstudagur|laugardagur
          weekdaysShort sun|mán|þri|mið|fim|fös|lau
          weekdaysMin Su|Má|Þr|Mi|Fi|Fö|La
          formats H:mm|H:mm:ss|DD.MM.YYYY|D. MMMM YYYY|D. MMMM YYYY [kl.] H:mm|\#
        dddd, D. MMMM YYYY [kl.] H:mm
          ordinal #.
          week 1|4
        it
          months gennaio|febbraio|marzo|aprile|maggio|giugno|luglio|\#
        agosto|settembre|ottobre|novembre|dicembre
          monthsShort gen|feb|mar|apr|mag|giu|lug|ago|set|ott|nov|\#
        dic
          weekdays domenica|lunedì|martedì|mercoledì|giovedì|venerdì|\#
        sabato
          weekdaysShort dom|lun|mar|mer|gio|ven|sab
          weekdaysMin do|lu|ma|me|gi|ve|sa
          formats HH:mm|HH:mm:ss|DD/MM/YYYY|D MMMM YYYY|D MMMM YYYY HH:mm|\#
        dddd D MMMM YYYY HH:mm
          ordinal #º
          week 1|4
        ja
          months 1月|2月|3月|4月|5月|6月|7月|8月|9月|10月|11月|12月
          monthsShort 1月|2月|3月|4月|5月|6月|7月|8月|9月|10月|11月|\#
        12月
          weekdays 日曜日|月曜日|火曜日|水曜日|木曜日|金曜日|土曜日
          weekdaysShort 日|月|火|水|木|金|土
          weekdaysMin 日|月|火|水|木|金|土
          formats HH:mm|HH:mm:ss|YYYY/MM/DD|YYYY年M月D日|YYYY年M月D日 HH:mm|\#
        YYYY年M月D日 dddd HH:mm
          formatsShort YYYY/MM/DD|YYYY年M月D日|YYYY年M月D日 HH:mm|\#
        YYYY年M月D日(ddd) HH:mm
          ordinal #日
          ordinalMonth #
          ordinalQuarter #
          ordinalWeek #
          meridiem 0=午前|720=午後
          meridiemLower 0=午前|720=午後
        jv
          months Januari|Februari|Maret|April|Mei|Juni|Juli|Agustus|\#
        September|Oktober|Nopember|Desember
          monthsShort Jan|Feb|Mar|Apr|Mei|Jun|Jul|Ags|Sep|Okt|Nop|\#
        Des
          weekdays Minggu|Senen|Seloso|Rebu|Kemis|Jemuwah|Septu
          weekdaysShort Min|Sen|Sel|Reb|Kem|Jem|Sep
          weekdaysMin Mg|Sn|Sl|Rb|Km|Jm|Sp
          formats HH.mm|HH.mm.ss|DD/MM/YYYY|D MMMM YYYY|D MMMM YYYY [pukul] HH.mm|\#
        dddd, D MMMM YYYY [pukul] HH.mm
          ordinal #
          meridiem 0=enjing|660=siyang|900=sonten|1140=ndalu
          meridiemLower 0=enjing|660=siyang|900=sonten|1140=ndalu
          week 1|1
        """#
}
