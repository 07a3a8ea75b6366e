-- An invoice moves only along its transitions, and what was issued stays as it was issued.
CREATE FUNCTION billing_guard_invoice() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.number IS NOT NULL THEN
            RAISE EXCEPTION 'invoice % has a number and stays', OLD.number
                USING ERRCODE = 'check_violation', CONSTRAINT = 'invoice_stays';
        END IF;
        RETURN OLD;
    END IF;
    IF (OLD.status, NEW.status) NOT IN (
        ('draft', 'draft'), ('draft', 'issued'), ('draft', 'void'),
        ('issued', 'issued'), ('issued', 'paid'), ('issued', 'void')
    ) THEN
        RAISE EXCEPTION 'invoice % may not go from % to %', OLD.id, OLD.status, NEW.status
            USING ERRCODE = 'check_violation', CONSTRAINT = 'invoice_transition';
    END IF;
    IF (OLD.id, OLD.issuer, OLD.customer, OLD.created_at) IS DISTINCT FROM
           (NEW.id, NEW.issuer, NEW.customer, NEW.created_at)
       OR (OLD.status <> 'draft' OR NEW.status = 'void') AND (OLD.number, OLD.issued_at, OLD.currency, OLD.total_amount)
           IS DISTINCT FROM (NEW.number, NEW.issued_at, NEW.currency, NEW.total_amount)
    THEN
        RAISE EXCEPTION 'invoice % is frozen', OLD.id USING ERRCODE = 'check_violation', CONSTRAINT = 'invoice_frozen';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER billing_guard_invoice_update BEFORE UPDATE ON billing_invoice
    FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION billing_guard_invoice();
CREATE TRIGGER billing_guard_invoice_delete BEFORE DELETE ON billing_invoice
    FOR EACH ROW EXECUTE FUNCTION billing_guard_invoice();

-- Lines belong to a draft. The share lock keeps it one until this transaction ends.
CREATE FUNCTION billing_guard_line() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    frozen uuid;
BEGIN
    SELECT id INTO frozen FROM billing_invoice
        WHERE id IN (OLD.invoice_id, NEW.invoice_id) AND status <> 'draft' FOR SHARE;
    IF frozen IS NOT NULL THEN
        RAISE EXCEPTION 'the lines of invoice % are frozen', frozen
            USING ERRCODE = 'check_violation', CONSTRAINT = 'line_frozen';
    END IF;
    RETURN COALESCE(NEW, OLD);
END $$;

CREATE TRIGGER billing_guard_line BEFORE INSERT OR UPDATE OR DELETE ON billing_line
    FOR EACH ROW EXECUTE FUNCTION billing_guard_line();

CREATE FUNCTION billing_guard_payment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'payment % stays as it was entered', OLD.id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'payment_stays';
END $$;

CREATE TRIGGER billing_guard_payment BEFORE UPDATE OR DELETE ON billing_payment
    FOR EACH ROW EXECUTE FUNCTION billing_guard_payment();

-- At commit: the total is the sum of the lines, of which there is one, and what is paid the sum of the payments.
CREATE FUNCTION billing_check_sums() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    touched uuid;
BEGIN
    IF TG_TABLE_NAME = 'billing_invoice' THEN touched := NEW.id;
    ELSE touched := COALESCE(NEW.invoice_id, OLD.invoice_id);
    END IF;
    IF EXISTS (
        SELECT FROM billing_invoice i WHERE i.id = touched AND (
            i.total_amount IS DISTINCT FROM (SELECT sum(total_amount) FROM billing_line WHERE invoice_id = i.id)
            OR i.paid_amount <> (SELECT COALESCE(sum(amount), 0) FROM billing_payment WHERE invoice_id = i.id)
        )
    ) THEN
        RAISE EXCEPTION 'the sums of invoice % do not add up', touched
            USING ERRCODE = 'check_violation', CONSTRAINT = 'invoice_adds_up';
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER billing_check_sums AFTER INSERT OR UPDATE ON billing_invoice
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION billing_check_sums();
CREATE CONSTRAINT TRIGGER billing_check_sums AFTER INSERT OR UPDATE OR DELETE ON billing_line
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION billing_check_sums();
CREATE CONSTRAINT TRIGGER billing_check_sums AFTER INSERT ON billing_payment
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION billing_check_sums();

-- At commit: a key that was taken has its answer.
CREATE FUNCTION billing_check_answer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM billing_idempotencyrecord WHERE id = NEW.id AND (status IS NULL OR body IS NULL)) THEN
        RAISE EXCEPTION 'key % was taken without an answer', NEW.key
            USING ERRCODE = 'check_violation', CONSTRAINT = 'idempotency_answered';
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER billing_check_answer AFTER INSERT OR UPDATE ON billing_idempotencyrecord
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION billing_check_answer();
