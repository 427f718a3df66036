extension DateLocaleTable {
    /// The locales from `ka` to `si`, in the form that `DateLocaleTable` describes.
    static let fromKaToSi = #"""
        ka
          months იანვარი|თებერვალი|მარტი|აპრილი|მაისი|ივნისი|ივლისი|\#
        აგვისტო|სექტემბერი|ოქტომბერი|ნოემბერი|დეკემბერი
          monthsShort იან|თებ|მარ|აპრ|მაი|ივნ|ივლ|აგვ|სექ|ოქტ|ნოე|\#
        დეკ
          weekdays კვირა|ორშაბათი|სამშაბათი|ოთხშაბათი|ხუთშაბათი|\#
        პარასკევი|შაბათი
          weekdaysShort კვი|ორშ|სამ|ოთხ|ხუთ|პარ|შაბ
          weekdaysMin კვ|ორ|სა|ოთ|ხუ|პა|შა
          formats HH:mm|HH:mm:ss|DD/MM/YYYY|D MMMM YYYY|D MMMM YYYY HH:mm|\#
        dddd, D MMMM YYYY HH:mm
          ordinal #-ე|tens 0=მე-#|is 0=#|is 1=#-ლი|is 2,3,4,5,6,7,8,9,10,11,12,13,14\#
        ,15,16,17,18,19,20,40,60,80=მე-#
          week 1|1
        km
          months មករា|កុម្ភៈ|មីនា|មេសា|ឧសភា|មិថុនា|កក្កដា|សីហា|កញ្ញា|\#
        តុលា|វិច្ឆិកា|ធ្នូ
          monthsShort មករា|កុម្ភៈ|មីនា|មេសា|ឧសភា|មិថុនា|កក្កដា|សីហា|\#
        កញ្ញា|តុលា|វិច្ឆិកា|ធ្នូ
          weekdays អាទិត្យ|ច័ន្ទ|អង្គារ|ពុធ|ព្រហស្បតិ៍|សុក្រ|សៅរ៍
          weekdaysShort អា|ច|អ|ព|ព្រ|សុ|ស
          weekdaysMin អា|ច|អ|ព|ព្រ|សុ|ស
          formats HH:mm|HH:mm:ss|DD/MM/YYYY|D MMMM YYYY|D MMMM YYYY HH:mm|\#
        dddd, D MMMM YYYY HH:mm
          ordinal ទី#
          meridiem 0=ព្រឹក|720=ល្ងាច
          meridiemLower 0=ព្រឹក|720=ល្ងាច
          week 1|4
          digits ០១២៣៤៥៦៧៨៩
        ko
          months 1월|2월|3월|4월|5월|6월|7월|8월|9월|10월|11월|12월
          monthsShort 1월|2월|3월|4월|5월|6월|7월|8월|9월|10월|11월|\#
        12월
          weekdays 일요일|월요일|화요일|수요일|목요일|금요일|토요일
          weekdaysShort 일|월|화|수|목|금|토
          weekdaysMin 일|월|화|수|목|금|토
          formats A h:mm|A h:mm:ss|YYYY.MM.DD.|YYYY년 MMMM D일|YYYY년 MMMM D일 A h:m\#
        m|YYYY년 MMMM D일 dddd A h:mm
          formatsShort YYYY.MM.DD.|YYYY년 MMMM D일|YYYY년 MMMM D일 A h:mm|\#
        YYYY년 MMMM D일 dddd A h:mm
          ordinal #일
          ordinalMonth #월
          ordinalQuarter #
          ordinalWeek #주
          meridiem 0=오전|720=오후
          meridiemLower 0=오전|720=오후
        lb
          months Januar|Februar|Mäerz|Abrëll|Mee|Juni|Juli|August|\#
        September|Oktober|November|Dezember
          monthsShort Jan.|Febr.|Mrz.|Abr.|Mee|Jun.|Jul.|Aug.|Sept.|\#
        Okt.|Nov.|Dez.
          weekdays Sonndeg|Méindeg|Dënschdeg|Mëttwoch|Donneschdeg|\#
        Freideg|Samschdeg
          weekdaysShort So.|Mé.|Dë.|Më.|Do.|Fr.|Sa.
          weekdaysMin So|Mé|Dë|Më|Do|Fr|Sa
          formats H:mm [Auer]|H:mm:ss [Auer]|DD.MM.YYYY|D. MMMM YYYY|\#
        D. MMMM YYYY H:mm [Auer]|dddd, D. MMMM YYYY H:mm [Auer]
          ordinal #.
          week 1|4
        lt
          months sausis|vasaris|kovas|balandis|gegužė|birželis|liepa|\#
        rugpjūtis|rugsėjis|spalis|lapkritis|gruodis
          monthsAfterDay sausio|vasario|kovo|balandžio|gegužės|birželio|\#
        liepos|rugpjūčio|rugsėjo|spalio|lapkričio|gruodžio
          monthsShort sau|vas|kov|bal|geg|bir|lie|rgp|rgs|spa|lap|\#
        grd
          weekdays sekmadienis|pirmadienis|antradienis|trečiadienis|\#
        ketvirtadienis|penktadienis|šeštadienis
          weekdaysShort Sek|Pir|Ant|Tre|Ket|Pen|Šeš
          weekdaysMin S|P|A|T|K|Pn|Š
          formats HH:mm|HH:mm:ss|YYYY-MM-DD|YYYY [m.] MMMM D [d.]|\#
        YYYY [m.] MMMM D [d.], HH:mm [val.]|YYYY [m.] MMMM D [d.], dddd, HH:mm [val.\#
        ]
          formatsShort YYYY-MM-DD|YYYY [m.] MMMM D [d.]|YYYY [m.] MMMM D [d.], HH:mm \#
        [val.]|YYYY [m.] MMMM D [d.], ddd, HH:mm [val.]
          ordinal #-oji
          week 1|4
        lv
          months janvāris|februāris|marts|aprīlis|maijs|jūnijs|jūlijs|\#
        augusts|septembris|oktobris|novembris|decembris
          monthsShort jan|feb|mar|apr|mai|jūn|jūl|aug|sep|okt|nov|\#
        dec
          weekdays svētdiena|pirmdiena|otrdiena|trešdiena|ceturtdiena|\#
        piektdiena|sestdiena
          weekdaysShort Sv|P|O|T|C|Pk|S
          weekdaysMin Sv|P|O|T|C|Pk|S
          formats HH:mm|HH:mm:ss|DD.MM.YYYY.|YYYY. [gada] D. MMMM|\#
        YYYY. [gada] D. MMMM, HH:mm|YYYY. [gada] D. MMMM, dddd, HH:mm
          ordinal #.
          week 1|4
        me
          months januar|februar|mart|april|maj|jun|jul|avgust|septembar|\#
        oktobar|novembar|decembar
          monthsShort jan.|feb.|mar.|apr.|maj|jun|jul|avg.|sep.|\#
        okt.|nov.|dec.
          weekdays nedjelja|ponedjeljak|utorak|srijeda|četvrtak|\#
        petak|subota
          weekdaysShort ned.|pon.|uto.|sri.|čet.|pet.|sub.
          weekdaysMin ne|po|ut|sr|če|pe|su
          formats H:mm|H:mm:ss|DD.MM.YYYY|D. MMMM YYYY|D. MMMM YYYY H:mm|\#
        dddd, D. MMMM YYYY H:mm
          ordinal #.
          week 1|1
        mk
          months јануари|февруари|март|април|мај|јуни|јули|август|\#
        септември|октомври|ноември|декември
          monthsShort јан|фев|мар|апр|мај|јун|јул|авг|сеп|окт|ное|\#
        дек
          weekdays недела|понеделник|вторник|среда|четврток|петок|\#
        сабота
          weekdaysShort нед|пон|вто|сре|чет|пет|саб
          weekdaysMin нe|пo|вт|ср|че|пе|сa
          formats H:mm|H:mm:ss|D.MM.YYYY|D MMMM YYYY|D MMMM YYYY H:mm|\#
        dddd, D MMMM YYYY H:mm
          ordinal #-ти|ones 1=#-ви|ones 2=#-ри|ones 7,8=#-ми|tens 0=#-ен|\#
        tens 11,12,17,18=#-ти|is 0=#-ев
          week 1|1
        ml
          months ജനുവരി|ഫെബ്രുവരി|മാർച്ച്|ഏപ്രിൽ|മേയ്|ജൂൺ|ജൂലൈ|ഓഗസ്റ്റ്|\#
        സെപ്റ്റംബർ|ഒക്ടോബർ|നവംബർ|ഡിസംബർ
          monthsShort ജനു.|ഫെബ്രു.|മാർ.|ഏപ്രി.|മേയ്|ജൂൺ|ജൂലൈ.|ഓഗ.|\#
        സെപ്റ്റ.|ഒക്ടോ.|നവം.|ഡിസം.
          weekdays ഞായറാഴ്ച|തിങ്കളാഴ്ച|ചൊവ്വാഴ്ച|ബുധനാഴ്ച|വ്യാഴാഴ്ച|\#
        വെള്ളിയാഴ്ച|ശനിയാഴ്ച
          weekdaysShort ഞായർ|തിങ്കൾ|ചൊവ്വ|ബുധൻ|വ്യാഴം|വെള്ളി|ശനി
          weekdaysMin ഞാ|തി|ചൊ|ബു|വ്യാ|വെ|ശ
          formats A h:mm -നു|A h:mm:ss -നു|DD/MM/YYYY|D MMMM YYYY|\#
        D MMMM YYYY, A h:mm -നു|dddd, D MMMM YYYY, A h:mm -നു
          ordinal #
          meridiem 0=രാത്രി|240=രാവിലെ|720=ഉച്ച കഴിഞ്ഞ്|1020=വൈകുന്നേരം|\#
        1200=രാത്രി
          meridiemLower 0=രാത്രി|240=രാവിലെ|720=ഉച്ച കഴിഞ്ഞ്|1020=വൈകുന്നേരം|\#
        1200=രാത്രി
        mr
          months जानेवारी|फेब्रुवारी|मार्च|एप्रिल|मे|जून|जुलै|ऑगस्ट|\#
        सप्टेंबर|ऑक्टोबर|नोव्हेंबर|डिसेंबर
          monthsShort जाने.|फेब्रु.|मार्च.|एप्रि.|मे.|जून.|जुलै.|\#
        ऑग.|सप्टें.|ऑक्टो.|नोव्हें.|डिसें.
          weekdays रविवार|सोमवार|मंगळवार|बुधवार|गुरूवार|शुक्रवार|\#
        शनिवार
          weekdaysShort रवि|सोम|मंगळ|बुध|गुरू|शुक्र|शनि
          weekdaysMin र|सो|मं|बु|गु|शु|श
          formats A h:mm वाजता|A h:mm:ss वाजता|DD/MM/YYYY|D MMMM YYYY|\#
        D MMMM YYYY, A h:mm वाजता|dddd, D MMMM YYYY, A h:mm वाजता
          ordinal #
          meridiem 0=पहाटे|360=सकाळी|720=दुपारी|1020=सायंकाळी|1200=रात्री
          meridiemLower 0=पहाटे|360=सकाळी|720=दुपारी|1020=सायंकाळी|\#
        1200=रात्री
          digits ०१२३४५६७८९
        ms
          months Januari|Februari|Mac|April|Mei|Jun|Julai|Ogos|September|\#
        Oktober|November|Disember
          monthsShort Jan|Feb|Mac|Apr|Mei|Jun|Jul|Ogs|Sep|Okt|Nov|\#
        Dis
          weekdays Ahad|Isnin|Selasa|Rabu|Khamis|Jumaat|Sabtu
          weekdaysShort Ahd|Isn|Sel|Rab|Kha|Jum|Sab
          weekdaysMin Ah|Is|Sl|Rb|Km|Jm|Sb
          formats HH.mm|HH.mm.ss|DD/MM/YYYY|D MMMM YYYY|D MMMM YYYY [pukul] HH.mm|\#
        dddd, D MMMM YYYY [pukul] HH.mm
          ordinal #
          meridiem 0=pagi|660=tengahari|900=petang|1140=malam
          meridiemLower 0=pagi|660=tengahari|900=petang|1140=malam
          week 1|1
        my
          months ဇန်နဝါရီ|ဖေဖော်ဝါရီ|မတ်|ဧပြီ|မေ|ဇွန်|ဇူလိုင်|သြဂုတ်|\#
        စက်တင်ဘာ|အောက်တိုဘာ|နိုဝင်ဘာ|ဒီဇင်ဘာ
          monthsShort ဇန်|ဖေ|မတ်|ပြီ|မေ|ဇွန်|လိုင်|သြ|စက်|အောက်|\#
        နို|ဒီ
          weekdays တနင်္ဂနွေ|တနင်္လာ|အင်္ဂါ|ဗုဒ္ဓဟူး|ကြာသပတေး|သောကြာ|\#
        စနေ
          weekdaysShort နွေ|လာ|ဂါ|ဟူး|ကြာ|သော|နေ
          weekdaysMin နွေ|လာ|ဂါ|ဟူး|ကြာ|သော|နေ
          formats HH:mm|HH:mm:ss|DD/MM/YYYY|D MMMM YYYY|D MMMM YYYY HH:mm|\#
        dddd D MMMM YYYY HH:mm
          ordinal #
          week 1|4
          digits ၀၁၂၃၄၅၆၇၈၉
        nb
          months januar|februar|mars|april|mai|juni|juli|august|\#
        september|oktober|november|desember
          monthsShort jan.|feb.|mars|apr.|mai|juni|juli|aug.|sep.|\#
        okt.|nov.|des.
          weekdays søndag|mandag|tirsdag|onsdag|torsdag|fredag|lørdag
          weekdaysShort sø.|ma.|ti.|on.|to.|fr.|lø.
          weekdaysMin sø|ma|ti|on|to|fr|lø
          formats HH:mm|HH:mm:ss|DD.MM.YYYY|D. MMMM YYYY|D. MMMM YYYY [kl.] HH:mm|\#
        dddd D. MMMM YYYY [kl.] HH:mm
          ordinal #.
          week 1|4
        ne
          months जनवरी|फेब्रुवरी|मार्च|अप्रिल|मई|जुन|जुलाई|अगष्ट|\#
        सेप्टेम्बर|अक्टोबर|नोभेम्बर|डिसेम्बर
          monthsShort जन.|फेब्रु.|मार्च|अप्रि.|मई|जुन|जुलाई.|अग.|\#
        सेप्ट.|अक्टो.|नोभे.|डिसे.
          weekdays आइतबार|सोमबार|मङ्गलबार|बुधबार|बिहिबार|शुक्रबार|\#
        शनिबार
          weekdaysShort आइत.|सोम.|मङ्गल.|बुध.|बिहि.|शुक्र.|शनि.
          weekdaysMin आ.|सो.|मं.|बु.|बि.|शु.|श.
          formats Aको h:mm बजे|Aको h:mm:ss बजे|DD/MM/YYYY|D MMMM YYYY|\#
        D MMMM YYYY, Aको h:mm बजे|dddd, D MMMM YYYY, Aको h:mm बजे
          ordinal #
          meridiem 0=राति|180=बिहान|720=दिउँसो|960=साँझ|1200=राति
          meridiemLower 0=राति|180=बिहान|720=दिउँसो|960=साँझ|1200=राति
          digits ०१२३४५६७८९
        nl
          months januari|februari|maart|april|mei|juni|juli|augustus|\#
        september|oktober|november|december
          monthsShort jan.|feb.|mrt.|apr.|mei|jun.|jul.|aug.|sep.|\#
        okt.|nov.|dec.
          monthsShortDashed jan|feb|mrt|apr|mei|jun|jul|aug|sep|\#
        okt|nov|dec
          weekdays zondag|maandag|dinsdag|woensdag|donderdag|vrijdag|\#
        zaterdag
          weekdaysShort zo.|ma.|di.|wo.|do.|vr.|za.
          weekdaysMin zo|ma|di|wo|do|vr|za
          formats HH:mm|HH:mm:ss|DD-MM-YYYY|D MMMM YYYY|D MMMM YYYY HH:mm|\#
        dddd D MMMM YYYY HH:mm
          ordinal #ste|is 0,2,3,4,5,6,7,9,10,11,12,13,14,15,16,17,18,19=#de
          week 1|4
        nn
          months januar|februar|mars|april|mai|juni|juli|august|\#
        september|oktober|november|desember
          monthsShort jan.|feb.|mars|apr.|mai|juni|juli|aug.|sep.|\#
        okt.|nov.|des.
          weekdays sundag|måndag|tysdag|onsdag|torsdag|fredag|laurdag
          weekdaysShort su.|må.|ty.|on.|to.|fr.|lau.
          weekdaysMin su|må|ty|on|to|fr|la
          formats HH:mm|HH:mm:ss|DD.MM.YYYY|D. MMMM YYYY|D. MMMM YYYY [kl.] H:mm|\#
        dddd D. MMMM YYYY [kl.] HH:mm
          ordinal #.
          week 1|4
        pl
          months styczeń|luty|marzec|kwiecień|maj|czerwiec|lipiec|\#
        sierpień|wrzesień|październik|listopad|grudzień
          monthsAfterDay stycznia|lutego|marca|kwietnia|maja|czerwca|\#
        lipca|sierpnia|września|października|listopada|grudnia
          monthsShort sty|lut|mar|kwi|maj|cze|lip|sie|wrz|paź|lis|\#
        gru
          weekdays niedziela|poniedziałek|wtorek|środa|czwartek|\#
        piątek|sobota
          weekdaysShort ndz|pon|wt|śr|czw|pt|sob
          weekdaysMin Nd|Pn|Wt|Śr|Cz|Pt|So
          formats HH:mm|HH:mm:ss|DD.MM.YYYY|D MMMM YYYY|D MMMM YYYY HH:mm|\#
        dddd, D MMMM YYYY HH:mm
          ordinal #.
          week 1|4
        pt
          months janeiro|fevereiro|março|abril|maio|junho|julho|\#
        agosto|setembro|outubro|novembro|dezembro
          monthsShort jan|fev|mar|abr|mai|jun|jul|ago|set|out|nov|\#
        dez
          weekdays Domingo|Segunda-feira|Terça-feira|Quarta-feira|\#
        Quinta-feira|Sexta-feira|Sábado
          weekdaysShort Dom|Seg|Ter|Qua|Qui|Sex|Sáb
          weekdaysMin Do|2ª|3ª|4ª|5ª|6ª|Sá
          formats HH:mm|HH:mm:ss|DD/MM/YYYY|D [de] MMMM [de] YYYY|\#
        D [de] MMMM [de] YYYY HH:mm|dddd, D [de] MMMM [de] YYYY HH:mm
          ordinal #º
          week 1|4
        pt-br
          months janeiro|fevereiro|março|abril|maio|junho|julho|\#
        agosto|setembro|outubro|novembro|dezembro
          monthsShort jan|fev|mar|abr|mai|jun|jul|ago|set|out|nov|\#
        dez
          weekdays domingo|segunda-feira|terça-feira|quarta-feira|\#
        quinta-feira|sexta-feira|sábado
          weekdaysShort dom|seg|ter|qua|qui|sex|sáb
          weekdaysMin do|2ª|3ª|4ª|5ª|6ª|sá
          formats HH:mm|HH:mm:ss|DD/MM/YYYY|D [de] MMMM [de] YYYY|\#
        D [de] MMMM [de] YYYY [às] HH:mm|dddd, D [de] MMMM [de] YYYY [às] HH:mm
          ordinal #º
        ro
          months ianuarie|februarie|martie|aprilie|mai|iunie|iulie|\#
        august|septembrie|octombrie|noiembrie|decembrie
          monthsShort ian.|feb.|mart.|apr.|mai|iun.|iul.|aug.|sept.|\#
        oct.|nov.|dec.
          weekdays duminică|luni|marți|miercuri|joi|vineri|sâmbătă
          weekdaysShort Dum|Lun|Mar|Mie|Joi|Vin|Sâm
          weekdaysMin Du|Lu|Ma|Mi|Jo|Vi|Sâ
          formats H:mm|H:mm:ss|DD.MM.YYYY|D MMMM YYYY|D MMMM YYYY H:mm|\#
        dddd, D MMMM YYYY H:mm
          ordinal #
          week 1|1
        ru
          months январь|февраль|март|апрель|май|июнь|июль|август|\#
        сентябрь|октябрь|ноябрь|декабрь
          monthsAfterDay января|февраля|марта|апреля|мая|июня|июля|\#
        августа|сентября|октября|ноября|декабря
          monthsShort янв.|февр.|март|апр.|май|июнь|июль|авг.|сент.|\#
        окт.|нояб.|дек.
          monthsShortAfterDay янв.|февр.|мар.|апр.|мая|июня|июля|\#
        авг.|сент.|окт.|нояб.|дек.
          monthsShortDashed янв.|февр.|март|апр.|май|июнь|июль|авг.|\#
        сент.|окт.|нояб.|дек.
          weekdays воскресенье|понедельник|вторник|среда|четверг|\#
        пятница|суббота
          weekdaysShort вс|пн|вт|ср|чт|пт|сб
          weekdaysMin вс|пн|вт|ср|чт|пт|сб
          formats H:mm|H:mm:ss|DD.MM.YYYY|D MMMM YYYY г.|D MMMM YYYY г., H:mm|\#
        dddd, D MMMM YYYY г., H:mm
          ordinal #-го
          ordinalMonth #-й
          ordinalQuarter #
          ordinalDayOfYear #-й
          ordinalWeekday #-й
          ordinalWeek #-я
          meridiem 0=ночи|240=утра|720=дня|1020=вечера
          meridiemLower 0=ночи|240=утра|720=дня|1020=вечера
          week 1|4
        si
          months ජනවාරි|පෙබරවාරි|මාර්තු|අප්‍රේල්|මැයි|ජූනි|ජූලි|\#
        අගෝස්තු|සැප්තැම්බර්|ඔක්තෝබර්|නොවැම්බර්|දෙසැම්බර්
          monthsShort ජන|පෙබ|මාර්|අප්|මැයි|ජූනි|ජූලි|අගෝ|සැප්|ඔක්|\#
        නොවැ|දෙසැ
          weekdays ඉරිදා|සඳුදා|අඟහරුවාදා|බදාදා|බ්‍රහස්පතින්දා|සිකුරාදා|\#
        සෙනසුරාදා
          weekdaysShort ඉරි|සඳු|අඟ|බදා|බ්‍රහ|සිකු|සෙන
          weekdaysMin ඉ|ස|අ|බ|බ්‍ර|සි|සෙ
          formats a h:mm|a h:mm:ss|YYYY/MM/DD|YYYY MMMM D|YYYY MMMM D, a h:mm|\#
        YYYY MMMM D [වැනි] dddd, a h:mm:ss
          ordinal # වැනි
          meridiem 0=පෙර වරු|720=පස් වරු
          meridiemLower 0=පෙ.ව.|720=ප.ව.
        """#
}
