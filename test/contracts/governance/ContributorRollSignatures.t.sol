// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IVotes} from "@openzeppelin/contracts/governance/utils/IVotes.sol";
import {Nonces} from "@openzeppelin/contracts/utils/Nonces.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {IContributorRoll} from "../../../contracts/governance/IContributorRoll.sol";
import {IdentityTestBase} from "../identity/IdentityTestBase.sol";

contract ContributorRollSignaturesTest is IdentityTestBase {
    bytes32 private constant TYPEHASH = keccak256("Delegation(address delegatee,uint256 nonce,uint256 expiry)");
    uint256 private constant KEY = 0x5161;

    function setUp() public override {
        super.setUp();
        _enrol(ANA);
        _enrol(BAKO);
        _enrol(CHEN);
        _enrolCrowd(22);
        vm.warp(START + 1);
    }

    function test_delegatesBySignatureOnceInTime() public {
        address signer = vm.addr(KEY);
        _enrol(signer);
        (uint8 v, bytes32 r, bytes32 s) = _signDelegation(KEY, BAKO, 0, START + 1);
        vm.prank(STRANGER);
        roll.delegateBySig(BAKO, 0, START + 1, v, r, s);
        assert(roll.delegates(signer) == BAKO && roll.votesOf(2) == 2 && _nonces(signer) == 1);

        vm.expectRevert(abi.encodeWithSelector(Nonces.InvalidAccountNonce.selector, signer, 1));
        roll.delegateBySig(BAKO, 0, START + 1, v, r, s);
        (v, r, s) = _signDelegation(KEY, CHEN, 1, START);
        vm.expectRevert(abi.encodeWithSelector(IVotes.VotesExpiredSignature.selector, START));
        roll.delegateBySig(CHEN, 1, START, v, r, s);
        (v, r, s) = _signDelegation(KEY, address(0), 1, START + 1);
        roll.delegateBySig(address(0), 1, START + 1, v, r, s);
        assert(roll.delegates(signer) == signer && roll.votesOf(2) == 1);
    }

    function test_takesNoSignatureOfStrangersNorItsTwin() public {
        (uint8 v, bytes32 r, bytes32 s) = _signDelegation(KEY, BAKO, 0, START + 1);
        vm.expectRevert(abi.encodeWithSelector(IContributorRoll.NotSeated.selector, vm.addr(KEY)));
        roll.delegateBySig(BAKO, 0, START + 1, v, r, s);
        _enrol(vm.addr(KEY));
        uint256 order = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141;
        bytes32 twin = bytes32(order - uint256(s));
        vm.expectRevert(abi.encodeWithSelector(ECDSA.ECDSAInvalidSignatureS.selector, twin));
        roll.delegateBySig(BAKO, 0, START + 1, v == 27 ? 28 : 27, r, twin);
        assert(_nonces(vm.addr(KEY)) == 0);
    }

    function test_takesNoSignatureMadeForAnotherChainOrRoll() public {
        _enrol(vm.addr(KEY));
        (uint8 v, bytes32 r, bytes32 s) = _signDelegation(KEY, BAKO, 0, START + 1);
        IContributorRoll first = roll;
        uint256 here = block.chainid;
        vm.chainId(here + 1);
        vm.expectRevert();
        first.delegateBySig(BAKO, 0, START + 1, v, r, s);
        vm.chainId(here);
        _deploy();
        _enrol(vm.addr(KEY));
        _enrol(BAKO);
        _enrolCrowd(23);
        vm.expectRevert();
        roll.delegateBySig(BAKO, 0, START + 1, v, r, s);
        first.delegateBySig(BAKO, 0, START + 1, v, r, s);
        assert(first.delegates(vm.addr(KEY)) == BAKO && roll.delegates(vm.addr(KEY)) == vm.addr(KEY));
    }

    function _nonces(address account) private view returns (uint256) {
        return Nonces(address(roll)).nonces(account);
    }

    function _signDelegation(
        uint256 key,
        address delegatee,
        uint256 nonce,
        uint256 expiry
    ) private view returns (uint8, bytes32, bytes32) {
        bytes32 structHash = keccak256(abi.encode(TYPEHASH, delegatee, nonce, expiry));
        bytes32 domain = _domain("Tilth ContributorRoll", address(roll));
        return vm.sign(key, keccak256(abi.encodePacked(hex"1901", domain, structHash)));
    }
}
