// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IIdentityRegistry} from "../../../contracts/identity/IIdentityRegistry.sol";
import {IContributorRoll} from "../../../contracts/governance/IContributorRoll.sol";
import {IVotes} from "@openzeppelin/contracts/governance/utils/IVotes.sol";
import {IdentityTestBase} from "./IdentityTestBase.sol";
import {TrustingScheme} from "./TrustingScheme.sol";

contract IdentityRekeyTest is IdentityTestBase {
    address private constant NEW = address(0xf6);

    function setUp() public override {
        super.setUp();
        _enrol(ANA);
        _enrol(BAKO);
    }

    function test_movesTheIdentityAfterTheDelay() public {
        uint64 readyAt = uint64(START + REKEY_DELAY);
        uint64 end = registry.identity(1).validUntil;
        vm.expectEmit(address(registry));
        emit IIdentityRegistry.RekeyRequested(1, NEW, readyAt);
        vm.prank(STRANGER);
        _requestRekey(1, ANA, NEW);
        (address pending, uint64 from) = registry.rekeyOf(1);
        assert(pending == NEW && from == readyAt);
        _assertStanding(ANA, 1, true);
        _assertStanding(NEW, 0, false);

        vm.warp(readyAt - 1);
        vm.expectRevert(abi.encodeWithSelector(IIdentityRegistry.RekeyNotReady.selector, 1, readyAt));
        registry.completeRekey(1);
        vm.warp(readyAt);
        vm.expectEmit(address(registry));
        emit IIdentityRegistry.Rekeyed(1, ANA, NEW);
        vm.prank(STRANGER);
        registry.completeRekey(1);

        _assertStanding(NEW, 1, true);
        _assertStanding(ANA, 0, false);
        assert(registry.identityOf(ANA) == 0 && registry.boundTo(ANA) == 1);
        assert(registry.identityOf(NEW) == 1 && registry.boundTo(NEW) == 1 && registry.accountOf(1) == NEW);
        assert(registry.identity(1).validUntil == end && registry.kindOf(1) == PERSON && registry.isActive(1));
        (pending, from) = registry.rekeyOf(1);
        assert(pending == address(0) && from == 0);
        vm.expectRevert(abi.encodeWithSelector(IIdentityRegistry.RekeyNotReady.selector, 1, 0));
        registry.completeRekey(1);
    }

    function test_movesTheVoiceAndKeepsTheDelegations() public {
        _enrolCrowd(23);
        vm.prank(BAKO);
        roll.delegate(ANA);
        vm.warp(START + 1);
        _requestRekey(1, ANA, NEW);
        vm.warp(START + 1 + REKEY_DELAY);
        vm.expectEmit(address(roll));
        emit IContributorRoll.VoiceRekeyed(1, ANA, NEW);
        vm.expectEmit(address(roll));
        emit IVotes.DelegateChanged(ANA, ANA, address(0));
        vm.expectEmit(address(roll));
        emit IVotes.DelegateChanged(NEW, address(0), NEW);
        vm.expectEmit(address(roll));
        emit IVotes.DelegateVotesChanged(ANA, 2, 0);
        vm.expectEmit(address(roll));
        emit IVotes.DelegateVotesChanged(NEW, 0, 2);
        registry.completeRekey(1);

        assert(roll.getVotes(ANA) == 0 && roll.getVotes(NEW) == 2 && roll.votesOf(1) == 2 && roll.seats() == 25);
        assert(roll.getPastVotes(NEW, START) == 2 && roll.getPastVotes(ANA, START) == 0);
        assert(roll.pastVotesOf(1, START) == 2 && roll.getPastTotalSupply(START) == 25);
        assert(roll.delegates(BAKO) == NEW && roll.delegates(NEW) == NEW && roll.delegates(ANA) == address(0));
        assert(roll.hasVoice(1));

        vm.prank(ANA);
        vm.expectRevert(abi.encodeWithSelector(IContributorRoll.NotSeated.selector, ANA));
        roll.delegate(BAKO);
        vm.prank(BAKO);
        roll.delegate(BAKO);
        assert(roll.getVotes(NEW) == 1 && roll.getVotes(BAKO) == 1);
    }

    function test_announcesALentVoiceUnderTheNewAccount() public {
        _enrolCrowd(23);
        vm.prank(ANA);
        roll.delegate(BAKO);
        _requestRekey(1, ANA, NEW);
        vm.warp(START + REKEY_DELAY);
        vm.expectEmit(address(roll));
        emit IVotes.DelegateChanged(ANA, BAKO, address(0));
        vm.expectEmit(address(roll));
        emit IVotes.DelegateChanged(NEW, address(0), BAKO);
        vm.recordLogs();
        registry.completeRekey(1);
        // Rekeyed, VoiceRekeyed and the two above: no votes moved.
        assert(vm.getRecordedLogs().length == 4);
        assert(roll.delegates(NEW) == BAKO && roll.getVotes(BAKO) == 2 && roll.getVotes(NEW) == 0);
    }

    function test_ofALapsedIdentityMovesNoVoice() public {
        vm.warp(_year());
        _requestRekey(1, ANA, NEW);
        vm.warp(block.timestamp + REKEY_DELAY);
        vm.recordLogs();
        registry.completeRekey(1);
        assert(vm.getRecordedLogs().length == 2);
        registry.renew(1, _evidence(NEW, PERSON, _tag(ANA), _year()));
        _assertStanding(NEW, 1, true);
        assert(roll.getVotes(NEW) == 1);
    }

    function test_needsEvidenceOfTheSameTagKindAndScheme() public {
        vm.expectRevert(abi.encodeWithSelector(IIdentityRegistry.TagMismatch.selector, _tag(ANA), _tag(BAKO)));
        registry.requestRekey(1, NEW, _evidence(NEW, PERSON, _tag(BAKO), _year()));
        vm.expectRevert(abi.encodeWithSelector(IIdentityRegistry.KindInvalid.selector, 1, 2));
        registry.requestRekey(1, NEW, _evidence(NEW, INSTITUTION, _tag(ANA), _year()));
        vm.expectRevert(abi.encodeWithSelector(IIdentityRegistry.StatementEnded.selector, START));
        registry.requestRekey(1, NEW, _evidence(NEW, PERSON, _tag(ANA), START));
        vm.expectRevert(abi.encodeWithSelector(IIdentityRegistry.IdentityUnknown.selector, 3));
        registry.requestRekey(3, NEW, "");
        registry.setScheme(address(new TrustingScheme()));
        vm.expectRevert(abi.encodeWithSelector(IIdentityRegistry.SchemeNotAllowed.selector, address(scheme)));
        _requestRekey(1, ANA, NEW);
        vm.prank(ANA);
        registry.renew(1, _evidence(ANA, PERSON, _tag(ANA), _year() + 1));
        _requestRekey(1, ANA, NEW);
    }

    function test_takesNoAccountThatServesOrServedAnIdentity() public {
        vm.expectRevert(abi.encodeWithSelector(IIdentityRegistry.AccountBound.selector, BAKO, 2));
        _requestRekey(1, ANA, BAKO);
        vm.expectRevert(IIdentityRegistry.AccountMissing.selector);
        _requestRekey(1, ANA, address(0));
        _rekey(1, ANA, NEW);
        vm.expectRevert(abi.encodeWithSelector(IIdentityRegistry.AccountBound.selector, ANA, 1));
        _requestRekey(1, ANA, ANA);
        vm.expectRevert(abi.encodeWithSelector(IIdentityRegistry.AccountBound.selector, ANA, 1));
        registry.requestRekey(2, ANA, _evidence(ANA, PERSON, _tag(BAKO), block.timestamp + 1));
        bytes memory evidence = _evidence(ANA, PERSON, "a new tag", _year());
        vm.expectRevert(abi.encodeWithSelector(IIdentityRegistry.AccountBound.selector, ANA, 1));
        registry.enrol(ANA, PERSON, address(scheme), evidence);
    }

    function test_canBeRefusedByTheAccountOnly() public {
        _requestRekey(1, ANA, NEW);
        vm.expectRevert(abi.encodeWithSelector(IIdentityRegistry.NotIdentityAccount.selector, 1, BAKO));
        vm.prank(BAKO);
        registry.cancelRekey(1);
        vm.expectEmit(address(registry));
        emit IIdentityRegistry.RekeyCancelled(1, NEW);
        vm.prank(ANA);
        registry.cancelRekey(1);
        vm.expectRevert(abi.encodeWithSelector(IIdentityRegistry.RekeyNotReady.selector, 1, 0));
        vm.prank(ANA);
        registry.cancelRekey(1);
        vm.warp(START + REKEY_DELAY);
        vm.expectRevert(abi.encodeWithSelector(IIdentityRegistry.RekeyNotReady.selector, 1, 0));
        registry.completeRekey(1);
        _assertStanding(ANA, 1, true);
    }

    function test_whatWasRefusedCannotBeRepeated() public {
        _requestRekey(1, ANA, NEW);
        vm.prank(ANA);
        registry.cancelRekey(1);
        vm.expectRevert(abi.encodeWithSelector(IIdentityRegistry.RekeyRefused.selector, 1, NEW));
        _requestRekey(1, ANA, NEW);
        _requestRekey(1, ANA, CHEN);
        _requestRekey(2, BAKO, NEW);
        vm.expectRevert(abi.encodeWithSelector(IIdentityRegistry.RekeyPending.selector, 1, CHEN));
        _requestRekey(1, ANA, DARA);
    }

    function test_anAccountTakenMeanwhileBlocksNothing() public {
        _requestRekey(1, ANA, NEW);
        _enrol(NEW);
        vm.warp(START + REKEY_DELAY);
        vm.expectRevert(abi.encodeWithSelector(IIdentityRegistry.AccountBound.selector, NEW, 3));
        registry.completeRekey(1);
        _rekey(1, ANA, CHEN);
        _assertStanding(CHEN, 1, true);
        _assertStanding(NEW, 3, true);
    }

    function test_movesTwiceAndTheOldAccountsStayBound() public {
        _rekey(1, ANA, NEW);
        _requestRekey(1, ANA, CHEN);
        vm.prank(ANA);
        vm.expectRevert(abi.encodeWithSelector(IIdentityRegistry.NotIdentityAccount.selector, 1, ANA));
        registry.cancelRekey(1);
        vm.warp(block.timestamp + REKEY_DELAY);
        registry.completeRekey(1);
        assert(registry.boundTo(ANA) == 1 && registry.boundTo(NEW) == 1 && registry.boundTo(CHEN) == 1);
        assert(registry.identityOf(NEW) == 0 && registry.identityOf(CHEN) == 1 && roll.seats() == 2);
    }

    function test_whatOneSchemeVouchedForEndsWithIt() public {
        _requestRekey(1, ANA, NEW);
        TrustingScheme second = new TrustingScheme();
        registry.setScheme(address(second));
        vm.warp(START + REKEY_DELAY);
        vm.expectRevert(abi.encodeWithSelector(IIdentityRegistry.SchemeNotAllowed.selector, address(scheme)));
        registry.completeRekey(1);
        vm.prank(ANA);
        registry.renew(1, _evidence(ANA, PERSON, _tag(ANA), _year()));
        vm.expectRevert(abi.encodeWithSelector(IIdentityRegistry.RekeyNotReady.selector, 1, 0));
        registry.completeRekey(1);
        _rekey(1, ANA, NEW);
        _assertStanding(NEW, 1, true);
    }

    function test_isClosedToARevokedIdentity() public {
        _requestRekey(2, BAKO, NEW);
        _revoke(1, 2);
        vm.warp(START + REKEY_DELAY);
        bytes memory revoked = abi.encodeWithSelector(IIdentityRegistry.IdentityStatusInvalid.selector, 2, 3);
        vm.expectRevert(revoked);
        registry.completeRekey(2);
        vm.expectRevert(revoked);
        _requestRekey(2, BAKO, NEW);
    }

    /// The attack: false attesters move an identity that does not look. What they moved lapses with them, and others
    /// move it back.
    function test_thoseWhoMovedAnIdentityAnswerForIt() public {
        registry.requestRekey(1, NEW, _signedBy(0xf0, NEW, PERSON, _tag(ANA), _year()));
        registry.discredit(4, uint48(START), "moved an identity to itself");
        vm.warp(START + REKEY_DELAY);
        vm.expectRevert(abi.encodeWithSelector(IIdentityRegistry.StatementDiscredited.selector, 3, 4));
        registry.completeRekey(1);
        // It stands in nobody's way either.
        registry.requestRekey(1, DARA, _signedBy(0x1e0, DARA, PERSON, _tag(ANA), _year()));
        vm.warp(START + 2 * REKEY_DELAY);
        registry.completeRekey(1);
        _assertStanding(DARA, 1, true);
        registry.discredit(5, uint48(START + REKEY_DELAY), "and again");
        _assertStanding(DARA, 1, false);
        assert(_lapse(1) == 1 && !roll.hasVoice(1));
        _rekey(1, ANA, CHEN);
        _assertStanding(CHEN, 1, true);
        assert(roll.hasVoice(1) && roll.seats() == 2);
    }
}
