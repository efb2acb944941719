/// Other English words for a word, such as anybody would use who asks about a service, in no field in particular.
///
/// Written by hand. Each line's words stand for one another; a word may be in several lines.
enum Synonyms {
    private static let groups = """
        buy purchase order
        buy purchase acquire
        sell dispose
        cost price charge fee rate
        cost price expense
        pay payment
        pay settle
        money cash fund
        cheap inexpensive affordable
        expensive costly dear
        get receive obtain
        arrive come reach deliver
        deliver delivery ship shipping shipment dispatch
        deliver send
        send mail post
        send transfer
        send submit
        cancel terminate revoke annul undo
        cancel stop
        stop end quit discontinue
        start begin commence launch open
        close shut end
        finish complete end
        change modify alter edit adjust amend update
        change switch
        replace exchange swap substitute
        return refund reimburse reimbursement repay
        refund reimburse repayment
        fix repair mend correct
        broken damaged defective faulty
        problem issue trouble difficulty
        error mistake fault
        error failure fail
        wrong incorrect false
        right correct
        lost lose missing misplace
        steal stolen theft
        find locate search discover
        find lookup
        search lookup
        track trace follow
        see view look
        show display
        check verify confirm validate
        check inspect examine
        verify authenticate
        prove proof evidence
        identify identity id identification
        help assist support aid
        help assistance
        contact reach call
        call phone telephone ring
        email mail
        talk speak discuss chat
        meet meeting appointment visit
        tell inform notify advise
        tell say
        ask question query enquire inquire
        answer reply respond response
        explain describe clarify
        mean meaning definition define
        differ difference different distinguish compare comparison versus vs
        same identical equal
        similar alike
        kind type sort category
        size dimension measurement
        big large huge
        large great
        small little tiny
        fast quick rapid speedy soon
        slow late delay
        late delay overdue
        wait pending
        long duration time
        today now current currently
        new novel latest recent
        old previous former prior
        early soon
        always constantly
        often frequently regularly
        frequent often
        sometimes occasionally
        need require necessary must
        need requirement
        want wish desire
        can able possible
        allow permit let enable
        allow authorise authorize permission
        forbid ban prohibit
        prevent avoid protect
        prevent prevention
        protect safe safety secure protection
        danger dangerous risk risky hazard
        risk threat
        use utilise utilize usage
        use apply
        work function operate
        work job
        make create produce build
        make cause
        create generate
        add include insert
        remove delete erase
        remove withdraw
        choose select pick option
        choose choice
        offer deal discount promotion
        discount reduction
        free gratis complimentary
        available availability offer
        available stock
        store shop
        store save keep
        keep retain hold
        customer client
        customer buyer
        account profile
        user member
        register enroll enrol join signup
        login signin
        password passcode pin
        company firm business organisation organization
        employee staff worker personnel
        boss manager supervisor
        responsible charge owner
        country nation
        international foreign abroad overseas
        city town
        location place where
        location address
        area region zone
        near close nearby
        home house
        travel trip journey
        car vehicle auto
        picture photo image
        document paper file
        document form
        bill invoice statement
        receipt voucher
        card debit credit
        limit maximum cap
        maximum most
        minimum least
        amount sum total
        amount quantity number
        number count
        many much
        increase raise rise grow
        decrease reduce lower fall
        reduce shrink
        explain why reason cause
        cause reason
        reason purpose
        how way method
        way manner
        process procedure step
        rule policy regulation
        policy guideline
        term condition
        guarantee warranty
        agreement contract
        law legal
        person people human individual
        child kid
        child children
        baby infant
        parent mother father
        mother mom mum
        father dad
        woman female
        man male
        family household
        doctor physician
        doctor medical
        sick ill unwell
        sick illness disease
        ill illness disease
        symptom sign
        medicine drug medication
        medicine treatment
        treat treatment therapy cure
        cure heal
        die death dead
        kill die
        hospital clinic
        virus infection
        infect infection catch
        infect transmit spread
        spread transmit pass contagious
        infectious contagious
        test exam
        animal pet
        food eat
        drink beverage
        hot warm
        cold cool
        clean wash
        clean disinfect sanitize
        begin origin
        origin source come
        happen occur
        think believe
        think opinion
        know aware
        learn study
        teach train
        information info detail
        information data
        news update
        list overview
        example instance
        event conference
        research report study
        note report
        model spreadsheet
        analyst expert specialist
        schedule timetable plan
        date day
        week weekly
        month monthly
        year annual yearly
        quarter quarterly
        entitle entitled eligible owed
        owe due
        receive owed
        priority importance
        important essential crucial
        important significant
        level tier rank
        top best highest
        worst lowest
        more additional extra further
        another other
        enough sufficient
        comfort comfortable
        quality standard
        feature characteristic
        benefit advantage
        benefit use
        disadvantage drawback
        try trial test
        instalment installment emi
        partner dealer
        give provide supply
        give offer
        supply provide
        take bring
        go travel
        leave depart
        live reside
        stay remain
        effective efficient
        worth value
        value price
        convert exchange
        top add
        withdraw withdrawal
        deny decline reject refuse
        decline refuse
        accept approve
        accept support
        fail unsuccessful
        activate enable
        deactivate disable block
        block freeze
        visible seen
        appear show
        unknown unrecognised unrecognized unfamiliar
        """

    /// By stem: the stems of its synonyms, in the order of the lines.
    private static let stems: [String: [String]] = {
        let stemmer = Stemmer()
        var stems: [String: [String]] = [:]
        for line in groups.split(separator: "\n") {
            let group = line.split(separator: " ").map { stemmer.stem(String($0)) }
            for stem in group {
                for other in group where other != stem && !(stems[stem] ?? []).contains(other) { stems[stem, default: []].append(other) }
            }
        }
        return stems
    }()

    static func of(stem: String) -> [String] { stems[stem] ?? [] }
}
